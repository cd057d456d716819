using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What a person has to see of a plan before it is approved.</summary>
internal static class PlanReviews
{
    /// <summary>One by step; pods that are evicted together are one.</summary>
    public static ImmutableArray<PlanReview> Of(PlanDraft draft)
    {
        var evicted = draft.Steps.Where(step => step.Action == ActionNames.Evict).ToArray();
        return
        [
            .. draft.Steps.Where(step => step.Action != ActionNames.Evict).Select(step => Of(draft, step)),
            .. evicted.Length == 0 ? [] : new[] { Evictions(evicted) },
        ];
    }

    private static PlanReview Of(PlanDraft draft, PlanStep step)
    {
        var (target, action) = (step.Target, TypedActions.Meant(step));
        var (before, after) = (draft.Before(target), draft.Now(target) ?? []);
        return new PlanReview(
            action?.ReviewType ?? ReviewTypes.CreateUpdate, target.Kind, target.Namespace, target.Name,
            Impact(step, action), KubectlCommands.Command(step))
        {
            PullRequest = step.PullRequest,
            Yaml = step.Command is { Image: null } ? null : YamlText.Of(after.Count > 0 ? after : before),
            Exec = step.Command,
            CurrentReplicas = action?.ReviewType == ReviewTypes.Scale ? Replicas(before) : null,
            TargetReplicas = action?.ReviewType == ReviewTypes.Scale ? Replicas(after) : null,
            Removes = after.Count == 0 ? Going(draft, target) : [],
        };
    }

    private static string Impact(PlanStep step, ITypedAction? meant)
    {
        var impact = meant?.BlastRadius(step.Target) ?? "";
        return step.PullRequest is null
            ? impact
            : $"{TypedActions.Find(step.Action)?.BlastRadius(step.Target)}. Then: {impact}";
    }

    private static PlanReview Evictions(PlanStep[] steps)
    {
        var first = steps[0].Target;
        return new PlanReview(
            ReviewTypes.Deletion, "Pod", first.Namespace, first.Name,
            "Each pod by itself, as far as disruption budgets allow; controllers make new ones",
            KubectlCommands.Command(steps[0]))
        {
            Removes = [.. steps.Select(step => step.Target.ToString())],
        };
    }

    // With a workload go its pods.
    private static ImmutableArray<string> Going(PlanDraft draft, ObjectRef target) =>
    [
        target.ToString(),
        .. Verification.WorkloadView.Of(draft.World.Objects, target)?.Pods(draft.World.Objects, target)
            .Select(pod => new ObjectRef("Pod", pod.Metadata.Namespace, pod.Metadata.Name).ToString()) ?? [],
    ];

    private static int? Replicas(JsonObject live) =>
        (int?)(JsonPath.Number(live, "spec", "replicas") ?? JsonPath.Number(live, "spec", "maxReplicas"));
}
