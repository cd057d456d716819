using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Sets the number of replicas; arguments: <c>replicas</c> (a number, percent of the present one, or <c>+2</c>).
/// </summary>
internal sealed class Scale : ITypedAction
{
    private static readonly string[] Replicas = ["spec", "replicas"];

    public string Name => ActionNames.Scale;

    public bool IsProposable => true;

    public string ReviewType => ReviewTypes.Scale;

    public bool AwaitsRollout => true;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds { get; } = ["Deployment", "StatefulSet"];

    public Built Build(ActionInput input)
    {
        var now = JsonPath.Number(input.Live, Replicas) ?? 1;
        if (input.Text("replicas") is not { } text || Amounts.Whole(text, now) is not { } wanted)
        {
            return new Built.Refused("the number of replicas is not known");
        }

        if (OutOfBounds(now, wanted, input.Bounds) is { } why)
        {
            return new Built.Refused(why);
        }

        var autoscaler = input.World.HorizontalPodAutoscalers.FirstOrDefault(hpa =>
            hpa.Metadata.Namespace == input.Target.Namespace
            && hpa.Spec.ScaleTargetRef.Kind == input.Target.Kind
            && hpa.Spec.ScaleTargetRef.Name == input.Target.Name);
        if (autoscaler is not null)
        {
            return new Built.Refused(
                $"HorizontalPodAutoscaler {autoscaler.Metadata.Name} owns the number of replicas; change its bounds instead");
        }

        var edits = new FieldEdits(input.Live).Set(Replicas, JsonValue.Create(wanted));
        return Built.Of(
            edits,
            string.Create(CultureInfo.InvariantCulture, $"it asks for {wanted} replicas already"),
            wanted == 0
                ? [$"Scaling to zero stops {input.Target.Name}: nothing serves until it is scaled up again."]
                : []);
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (TypedActions.Writes(patch).ToArray() is not [{ Op: "add" or "replace" } only] ||
            !only.Path.SequenceEqual(Replicas))
        {
            return "a scale step writes spec.replicas and nothing else";
        }

        return only.Value is JsonValue value && value.TryGetValue<int>(out var wanted)
            ? OutOfBounds(JsonPath.Number(patch.OfType<JsonObject>().FirstOrDefault(operation =>
                JsonPatch.Op(operation) == "test" && JsonPatch.Path(operation)
                    .SequenceEqual(Replicas)), "value"), wanted, bounds)
            : "the number of replicas is not a whole number";
    }

    public string? Kubectl(string target, PlanStep step) =>
        TypedActions.Value(step) is { } replicas ? $"kubectl scale {target} --replicas={replicas}" : null;

    public string BlastRadius(ObjectRef target) =>
        $"Pods of {target.Name} are added or taken away; the others stay as they are";

    /// <summary>Null, or why that many are not allowed. Below the least number is still more than nothing.</summary>
    public static string? OutOfBounds(long? now, int wanted, ActionBounds bounds) =>
        (wanted < bounds.MinReplicas && !(now == 0 && wanted > 0)) || wanted > bounds.MaxReplicas
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{wanted} replicas is outside {bounds.MinReplicas} to {bounds.MaxReplicas}")
            : null;
}
