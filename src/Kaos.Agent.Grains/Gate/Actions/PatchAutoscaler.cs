using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Moves the bounds of a HorizontalPodAutoscaler; arguments: <c>minReplicas</c>, <c>maxReplicas</c> (or percent).
/// </summary>
internal sealed class PatchAutoscaler : ITypedAction
{
    public string Name => ActionNames.PatchAutoscaler;

    public bool IsProposable => true;

    public string ReviewType => ReviewTypes.Scale;

    public ImmutableArray<string> Kinds { get; } = ["HorizontalPodAutoscaler"];

    public Built Build(ActionInput input)
    {
        var edits = new FieldEdits(input.Live);
        var most = Number(input, "maxReplicas") ?? JsonPath.Number(input.Live, "spec", "maxReplicas") ?? 0;
        var least = Number(input, "minReplicas") ?? JsonPath.Number(input.Live, "spec", "minReplicas") ?? 1;
        if (least > most)
        {
            return new Built.Refused(
                string.Create(
                    CultureInfo.InvariantCulture, $"at least {least} and at most {most} replicas do not go together"));
        }

        foreach (var field in (string[])["minReplicas", "maxReplicas"])
        {
            if (Number(input, field) is { } wanted)
            {
                if (OutOfBounds(field, wanted, input.Bounds) is { } why)
                {
                    return new Built.Refused(why);
                }

                edits.Set(["spec", field], (int)wanted);
            }
        }

        return Built.Of(edits, "its bounds are so already");
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        !Writable.Only(patch, "spec/minReplicas", "spec/maxReplicas")
            ? "a patch-autoscaler step writes minReplicas and maxReplicas and nothing else"
            : TypedActions.Writes(patch)
                .Select(write => write.Value is JsonValue value && value.TryGetValue<int>(out var wanted)
                ? OutOfBounds(write.Path[^1], wanted, bounds)
                : "a bound is not a whole number").FirstOrDefault(why => why is not null);

    public string BlastRadius(ObjectRef target) => $"The number of pods of what {target.Name} scales";

    private static long? Number(ActionInput input, string name) =>
        input.Text(name) is { } text ? Amounts.Whole(text, JsonPath.Number(input.Live, "spec", name) ?? 1) : null;

    private static string? OutOfBounds(string field, long wanted, ActionBounds bounds) =>
        wanted > bounds.MaxReplicas || wanted < (field == "minReplicas" ? 1 : bounds.MinReplicas)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{wanted} for {field} is outside {bounds.MinReplicas} to {bounds.MaxReplicas}")
            : null;
}
