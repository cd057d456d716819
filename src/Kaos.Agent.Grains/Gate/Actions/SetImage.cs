using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Gives one container another version of its image; arguments: <c>container</c>, <c>image</c> (or its tag or
/// digest alone). Another tag or digest of the same repository, never another program.
/// </summary>
internal sealed class SetImage : ITypedAction
{
    public string Name => ActionNames.SetImage;

    public bool IsProposable => true;

    public bool AwaitsRollout => true;

    public ImmutableArray<string> Kinds => PodTemplate.Kinds;

    public Built Build(ActionInput input)
    {
        var name = input.Text("container");
        if (PodTemplate.Container(input.Live, name) is not { } place)
        {
            return new Built.Refused($"the pod template has no container named {name}");
        }

        if (input.Text("image") is not { } given)
        {
            return new Built.Refused("the new image is not known");
        }

        var present = JsonPath.Text(input.Live, [.. place, "image"]);
        var wanted = present is not null && IsVersion(given)
            ? $"{Repository(present)}{(given.StartsWith("sha256:", StringComparison.Ordinal) ? '@' : ':')}{given}"
            : given;
        if ((OutOfBounds(present, wanted) ?? RolloutRestart.Stuck(input.Live)) is { } why)
        {
            return new Built.Refused(why);
        }

        return Built.Of(
            new FieldEdits(input.Live).Guard([.. place, "name"]).Set([.. place, "image"], wanted),
            $"it runs {wanted} already", RolloutRestart.Cautions(input.Live));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (!Writable.Only(patch, PodTemplate.Patterns("image")) ||
            TypedActions.Writes(patch).ToArray() is not [{ Value: { } value } only])
        {
            return "a set-image step writes the image of one container and nothing else";
        }

        var old = patch.OfType<JsonObject>().FirstOrDefault(operation =>
            JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation).SequenceEqual(only.Path));
        return OutOfBounds(JsonPath.Text(old, "value"), value.ToString());
    }

    public string? Kubectl(string target, PlanStep step) =>
        TypedActions.Value(step) is { } image && PodTemplate.Guarded(JsonPatch.Parse(step.Patch)) is { } container
            ? $"kubectl set image {target} {container}={image}"
            : null;

    /// <summary>An image without tag and digest.</summary>
    public static string Repository(string image)
    {
        var name = image.Split('@')[0];
        var tag = name.LastIndexOf(':');
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }

    // "1.2.3", "v7", "sha256:…": no repository is called like that, and none is named beside it.
    private static bool IsVersion(string given) => given.StartsWith("sha256:", StringComparison.Ordinal)
        || (given.AsSpan().IndexOfAny('/', ':', '@') < 0 && (given == "latest" || given.Any(char.IsAsciiDigit)));

    private static string? OutOfBounds(string? old, string wanted) => old is null
        ? "the container's present image is not known"
        : Repository(old) != Repository(wanted)
            ? $"{Repository(wanted)} is another program than {Repository(old)}: a person has to change that"
            : null;
}
