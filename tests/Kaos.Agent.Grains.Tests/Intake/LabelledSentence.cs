using System.Globalization;
using System.Text.Json;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Tests.Clusters;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>One line of a set of sentences, and whether what was heard is what it means.</summary>
internal sealed record LabelledSentence(
    RequestClass Class, string? Deed, IReadOnlyDictionary<string, string> Slots, IReadOnlyList<string> Turns,
    string Line)
{
    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["image"] = ["set-image"],
        ["limits"] = ["patch-resources", "set-resources"],
        ["pause"] = ["suspend"],
        ["edit"] = ["apply", "patch"],
        ["create"] = ["apply"],
        ["debug"] = ["debug-pod"],
        ["restart"] = ["rollout-restart", "restart-pod"],
        ["rollback"] = ["rollback-revision"],
        ["expand"] = ["expand-volume-claim"],
    };

    private static DateTimeOffset Midnight => new(Worlds.Now.UtcDateTime.Date, TimeSpan.Zero);

    public static LabelledSentence Of(string line)
    {
        var bar = line.IndexOf('|', StringComparison.Ordinal);
        var label = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(
            Enum.Parse<RequestClass>(label[0]),
            label.Skip(1).FirstOrDefault(word => !word.Contains('=')),
            label.Where(word => word.Contains('=')).Select(word => word.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1]),
            line[(bar + 1)..].Split(" >> ", StringSplitOptions.TrimEntries),
            line.Trim());
    }

    public static string? Tool(Heard heard) => Data(heard, "tool");

    public bool IsOfItsClass(Heard heard, string last) => Class switch
    {
        _ when Slots.ContainsKey("asks") => IsAsking(heard),
        RequestClass.ReadOnly => heard is Heard.ClusterChosen ? Deed == "configuration_context_use"
            : heard is Heard.Answer || IsAsking(heard) && RequestClassifier.Of(last).Class == Class,
        RequestClass.Investigate => heard is Heard.Trouble
            || IsAsking(heard) && RequestClassifier.Of(last).Class == Class,
        RequestClass.Health => heard is Heard.HealthAsked,
        RequestClass.Change =>
            heard is Heard.ChangeAsked || IsAsking(heard) && RequestClassifier.Of(last).Class == Class,
        RequestClass.OutOfScope => heard is Heard.HandOff,
        RequestClass.Closure => heard is Heard.Farewell,
        RequestClass.Unclear => IsAsking(heard),
        _ => RequestClassifier.Of(last).Class == Class,
    };

    /// <summary>What is not as labelled; empty when all of it is.</summary>
    public string Misread(Heard heard) => Slots.ContainsKey("asks") ? "" : string.Join(", ", heard switch
    {
        Heard.Answer answer => OfAnswer(answer),
        Heard.Trouble { Signal: var signal } =>
            Is("ns", signal.Subject.Namespace)
                .Concat(IsNamed(signal.Subject.Name))
                .Concat(Is("on", signal.Cluster, "prod-us-east"))
                .Concat(IsAt(signal.At)),
        Heard.ChangeAsked { Wish: var wish } => OfWish(wish),
        Heard.HealthAsked asked =>
            Is("ns", asked.Namespace).Concat(Is("on", string.Join(',', asked.Clusters), "prod-us-east")),
        Heard.ClusterChosen chosen => Is("on", chosen.Cluster),
        Heard.Ambiguous or Heard.Unclear when Class is RequestClass.ReadOnly or RequestClass.Investigate
            or RequestClass.Change
            => Class == RequestClass.Investigate && !Slots.ContainsKey("name") ? [] : ["asks back"],
        _ => [],
    });

    private IEnumerable<string> OfAnswer(Heard.Answer answer)
    {
        if (Class == RequestClass.ReadOnly && Deed is { } tool && Tool(answer) != tool)
        {
            yield return $"tool {Tool(answer)}";
        }

        var text = answer.Text;
        foreach (var slot in Slots.Where(
            slot => slot.Key is "ns" or "name" or "on" && !text.Contains(slot.Value, StringComparison.Ordinal)))
        {
            yield return $"{slot.Key} is not said";
        }

        if (!Slots.ContainsKey("ns") && Data(answer, "namespace") is { } place)
        {
            yield return $"ns {place}";
        }

        if (Slots.GetValueOrDefault("kind") is { } kind && !text.Contains(kind, StringComparison.OrdinalIgnoreCase) &&
            Deed != "pods_list")
        {
            yield return "kind is not said";
        }

        if (Slots.GetValueOrDefault("at") is { } at &&
            !Stamps(at).Any(stamp => text.Contains(stamp, StringComparison.Ordinal)))
        {
            yield return "time is not said";
        }
    }

    private IEnumerable<string> OfWish(Wish wish)
    {
        var action = ChangeVerbs.ActionOf(wish.Verb, wish.Kind) ?? wish.Verb;
        if (Deed is { } verb && action != verb && !Verbs.GetValueOrDefault(verb, []).Contains(action))
        {
            yield return $"verb {action}";
        }

        var to = Slots.GetValueOrDefault("to");
        foreach (var wrong in Is("kind", wish.Kind, wish.Kind).Concat(Is("name", wish.Name, optional: false))
            .Concat(Is("ns", wish.Namespace)).Concat(Is("on", wish.Cluster, "prod-us-east")))
        {
            yield return wrong;
        }

        if (to is not null && !wish.With.Values.Any(value => value.EndsWith(to, StringComparison.Ordinal)))
        {
            yield return "to";
        }
    }

    private IEnumerable<string> Is(string slot, string? read, string? unsaid = null, bool optional = false)
    {
        var expected = Slots.GetValueOrDefault(slot) ?? unsaid;
        return expected == read || (optional && read is null) ? [] : [$"{slot} {read}"];
    }

    private IEnumerable<string> IsNamed(string read) => Slots.GetValueOrDefault("name") is not { } name || read == name
        || read.StartsWith(name + "-", StringComparison.Ordinal) ||
            name.StartsWith(read + "-", StringComparison.Ordinal)
            ? []
            : [$"name {read}"];

    private IEnumerable<string> IsAt(DateTimeOffset at) => Slots.GetValueOrDefault("at") is { } said
        && !Stamps(said).Contains(at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
            ? [$"at {at:HH:mm}"]
            : [];

    // What may be written for a time: a span back, a day, the last roll-out.
    private static IEnumerable<string> Stamps(string at)
    {
        var now = Worlds.Now;
        DateTimeOffset[] moments = at switch
        {
            "today" => [.. Enumerable.Range(0, 9).Select(hour => Midnight.AddHours(hour))],
            "yesterday" => [Midnight.AddDays(-1)],
            "yesterday-15-16" => [Midnight.AddDays(-1).AddHours(15)],
            "deploy" => [SentenceWorlds.Deployed],
            _ when at.EndsWith('m') => [now.AddMinutes(-int.Parse(at[..^1], CultureInfo.InvariantCulture))],
            _ => [now.AddHours(-int.Parse(at[..^1], CultureInfo.InvariantCulture))],
        };
        return moments.SelectMany(moment => new[]
        {
            moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            moment.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture),
        });
    }

    // A wish whose object or number is missing is completed by one question; a name taken for the nearest is told.
    private static bool IsAsking(Heard heard) => heard is Heard.Ambiguous or Heard.Unclear
        || heard is Heard.ChangeAsked { Wish: var wish } &&
            (wish.Kind is null || wish.Name is null || wish.Namespace is null
            && wish.Kind != "Node" || wish is { Verb: "scale", With.Count: 0 })
        || heard is Heard.Answer answer && answer.Text.StartsWith("Nothing is called", StringComparison.Ordinal);

    private static string? Data(Heard heard, string member) =>
        heard is Heard.Answer { Data: { } data } && data.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
