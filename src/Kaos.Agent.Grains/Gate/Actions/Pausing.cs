using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>The field by which a kind is stopped and goes on.</summary>
internal static class Pausing
{
    public static ImmutableArray<string> Kinds { get; } = ["CronJob", "Deployment", "Job"];

    public static Built Build(ActionInput input, bool stop)
    {
        var now = JsonPath.Find(input.Live, Field(input.Target)) is JsonValue value &&
            value.TryGetValue<bool>(out var on) && on;
        return now == stop
            ? new Built.Already(stop ? "it is stopped already" : "it is not stopped")
            : Built.Of(new FieldEdits(input.Live).Set(Field(input.Target), stop), "it is so already");
    }

    public static string? Violation(PlanStep step, JsonArray patch, bool stop) =>
        TypedActions.Writes(patch).ToArray() is [{ Op: "add" or "replace" } only]
            && only.Path.SequenceEqual(Field(step.Target)) && JsonNode.DeepEquals(only.Value, stop)
            ? null
            : $"the step writes {string.Join('.', Field(step.Target))} and nothing else";

    private static string[] Field(ObjectRef target) => ["spec", target.Kind == "Deployment" ? "paused" : "suspend"];
}
