using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// A closed node whose last pods may never go: all that could leave has left, and a disruption budget that by its own
/// arithmetic never allows a disruption holds the rest.
/// </summary>
internal static class DrainSymptoms
{
    private const string Mirror = "kubernetes.io/config.mirror";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static IEnumerable<Symptom> Of(WorldIndex index, Node node, Moment now)
    {
        if (!NodeChanges.WasClosed(node) || index.Objects.PodDisruptionBudgets.Count == 0)
        {
            yield break;
        }

        var held = Movable(index, node).ToList();
        if (held.Count > 0 && held.All(p => Holder(index, p) is not null) &&
            NodeChanges.Of(index, node).Select(c => (DateTimeOffset?)c.At).Max() is { } at && now.IsPast(at, Patience))
        {
            yield return new Symptom(
                SymptomCodes.DrainBlocked, node.Ref(), node.Ref(), Severity.Warning, at,
                $"Node {node.Metadata.Name} is closed since {Say.Clock(at)} and does not empty: {Say.Count(held.Count, "pod")} may not be evicted");
        }
    }

    /// <summary>
    /// Nodes about which a change may say something else: open ones are silent whatever happens on them.
    /// </summary>
    public static IEnumerable<Node> Touched(WorldIndex index, ObjectChange change) => change.Any switch
    {
        Node => change.After is Node node ? [node] : [],
        Pod => new[] { change.Before, change.After }.OfType<Pod>()
            .Select(p => index.Objects.Find<Node>("", p.Spec.NodeName ?? "")).OfType<Node>(),
        PodDisruptionBudget or Event => index.Objects.Nodes.Where(NodeChanges.WasClosed),
        _ => [],
    };

    /// <summary>
    /// Pods that a drain would move: neither of a DaemonSet nor static, and not on their way already.
    /// </summary>
    public static IEnumerable<Pod> Movable(WorldIndex index, Node node) => index.PodsOn(node.Metadata.Name).Where(p =>
        !p.IsFinished() && !p.IsLeaving() && p.Metadata.Controller?.Kind is not ("DaemonSet" or "Node") &&
            !p.Metadata.Annotations.ContainsKey(Mirror));

    /// <summary>The budget that never lets this pod go, even with all its pods healthy; null when none does.</summary>
    public static PodDisruptionBudget? Holder(WorldIndex index, Pod pod) => index.Objects.PodDisruptionBudgets
        .Where(b =>
            b.Metadata.Namespace == pod.Metadata.Namespace && NeverAllows(b) &&
                (b.Spec.Selector?.Matches(pod.Metadata.Labels) ?? false))
        .OrderBy(b => b.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    public static bool NeverAllows(PodDisruptionBudget budget) =>
        budget.Status.DisruptionsAllowed == 0 && budget.Status.ExpectedPods > 0 &&
            budget.Status.DesiredHealthy >= budget.Status.ExpectedPods;
}
