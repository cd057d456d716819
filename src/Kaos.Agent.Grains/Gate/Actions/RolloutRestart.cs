using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// What <c>kubectl rollout restart</c> does: an annotation of the pod template. Its value is the plan's time, so the
/// world shows whether this very restart has happened.
/// </summary>
internal sealed class RolloutRestart : ITypedAction
{
    private const string Annotation = "kubectl.kubernetes.io/restartedAt";
    private static readonly string[] Path = ["spec", "template", "metadata", "annotations", Annotation];

    public string Name => ActionNames.RolloutRestart;

    public Recovery Recovery => Recovery.Named;

    public bool AwaitsRollout => true;

    public bool IsDesiredState => false;

    public ImmutableArray<string> Kinds => PodTemplate.Rolling;

    public Built Build(ActionInput input)
    {
        if (Stuck(input.Live) is { } why)
        {
            return new Built.Refused(why);
        }

        var at = input.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var edits = new FieldEdits(input.Live).Set(Path, JsonValue.Create(at));
        return new Built.Draft(edits.Patch, edits.Inverse, edits.After, [.. edits.Touched], Cautions(input.Live));
    }

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds) =>
        TypedActions.Writes(patch).ToArray() is [{ Op: "add" or "replace" } only] && only.Path.SequenceEqual(Path)
            ? null
            : "a rollout-restart step writes the restartedAt annotation of the pod template and nothing else";

    public string Kubectl(string target, PlanStep step) => $"kubectl rollout restart {target}";

    /// <summary>A changed template would not reach the pods: null, or why.</summary>
    public static string? Stuck(JsonObject live)
    {
        if (JsonPath.Find(live, "spec", "paused") is JsonValue paused && paused.TryGetValue<bool>(out var on) && on)
        {
            return "its roll-outs are paused; resume it first";
        }

        if (JsonPath.Text(live, "spec", "updateStrategy", "type") == "OnDelete")
        {
            return "its update strategy is OnDelete: pods keep the old template until somebody deletes them";
        }

        return JsonPath.Number(live, "spec", "updateStrategy", "rollingUpdate", "partition") is > 0
            ? "its roll-out is partitioned: not every pod would be replaced"
            : null;
    }

    public static ImmutableArray<string> Cautions(JsonObject live) =>
    [
        .. JsonPath.Text(live, "spec", "strategy", "type") == "Recreate"
            ? ["Its strategy is Recreate: all pods stop before new ones start."]
            : Array.Empty<string>(),
        .. (JsonPath.Number(live, "spec", "replicas") ?? 1) <= 1 && JsonPath.Text(live, "kind") == "StatefulSet"
            ? ["It has one replica: it is away while that one restarts."]
            : Array.Empty<string>(),
    ];
}
