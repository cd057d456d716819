using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>
/// Where the values that objects are made from (a chart's values, a custom resource) hold a field of an object: a value
/// of the same size under keys that end like the field's own path. Only one place counts; two that could be it are
/// none. Pure.
/// </summary>
internal static class ValuePaths
{
    private static readonly string[] Replicas = ["replicas", "replicaCount"];

    /// <param name="Score">How many keys at the end are those of the field.</param>
    /// <param name="Named">The way there names the object or its container.</param>
    private sealed record Candidate(FieldChange Change, int Score, bool Named);

    /// <returns>The change of the value; more than one where it cannot be told, none where nothing fits.</returns>
    /// <param name="names">Of the object, its release's part taken off, and its container.</param>
    public static ImmutableArray<FieldChange> Find(
        JsonNode? values, FieldChange field, IReadOnlyCollection<string> names)
    {
        if (field.Old is not JsonValue || field.New is not JsonValue)
        {
            return [];
        }

        var candidates = Leaves(values, []).Select(leaf => Fit(values, leaf.Path, leaf.Value, field, names))
            .OfType<Candidate>().ToArray();
        var best = candidates.Where(one => one.Score == candidates.Max(other => other.Score)).ToArray();
        return [.. (best.Length > 1 && best.Any(one => one.Named) ? best.Where(one => one.Named) : best)
            .Select(one => one.Change)];
    }

    private static Candidate? Fit(
        JsonNode? values, ImmutableArray<FieldPart> path, JsonValue value, FieldChange field,
        IReadOnlyCollection<string> names)
    {
        var (keys, wanted) = (path.Select(part => part.Key ?? "").ToArray(), field.Keys.ToArray());
        var named = path.Any(part => names.Contains(part.Key ?? part.Name ?? "", StringComparer.OrdinalIgnoreCase));
        if (FieldChange.Same(value, field.Old) && Tail(keys, wanted) is > 0 and var score)
        {
            return new Candidate(new FieldChange(path, value, As(value, field.New)), score, named);
        }

        return wanted[^1] == "image" && keys[^1] == "tag" && Image(field.Old) is { } old &&
            Image(field.New) is { } now && old.Name == now.Name
            && value.ToString() == old.Tag && Repository(values, path) is { } repository
            && (old.Name == repository || old.Name.EndsWith($"/{repository}", StringComparison.Ordinal))
            ? new Candidate(
                new FieldChange(path, value, JsonValue.Create(now.Tag)), Tail([.. keys[..^1]], wanted) + 1, named)
            : null;
    }

    private static int Tail(string[] keys, string[] wanted)
    {
        var score = 0;
        while (score < keys.Length && score < wanted.Length
            && (keys[^(score + 1)] == wanted[^(score + 1)]
                || (score == 0 && Replicas.Contains(keys[^1]) && wanted is ["spec", "replicas"])))
        {
            score++;
        }

        return score;
    }

    // A number stays a number and words stay words, as the chart expects them.
    private static JsonNode? As(JsonValue old, JsonNode? now) =>
        old.TryGetValue<string>(out _) && now is not null ? JsonValue.Create(now.ToString()) : now?.DeepClone();

    private static string? Repository(JsonNode? values, ImmutableArray<FieldPart> tag) =>
        JsonPath.Text(tag[..^1].Aggregate(values, (node, part) => part.In(node)), "repository");

    /// <summary>A name and a tag; null where there is no tag.</summary>
    public static (string Name, string Tag)? Image(JsonNode? image)
    {
        var text = image?.ToString() ?? "";
        var at = text.LastIndexOf(':');
        return at > text.LastIndexOf('/') && !text.Contains('@') ? (text[..at], text[(at + 1)..]) : null;
    }

    private static IEnumerable<(ImmutableArray<FieldPart> Path, JsonValue Value)> Leaves(
        JsonNode? node, ImmutableArray<FieldPart> path) => node switch
        {
            JsonObject map => map.SelectMany(member => Leaves(member.Value, path.Add(new FieldPart(member.Key)))),
            JsonArray list =>
                list.SelectMany((item, at) =>
                    Leaves(item, path.Add(new FieldPart(null, JsonPath.Text(item, "name"), at)))),
            JsonValue value when path.Length > 0 => [(path, value)],
            _ => [],
        };
}
