using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>
/// Looks behind pods that fail for no exact reason: where all of them run under a kubelet that is too old or too new
/// for the API server, and the same pods are well elsewhere, the node is the cause.
/// </summary>
internal static class SkewedNode
{
    private static readonly HashSet<string> Follows =
    [
        CauseCodes.ContainerConfigInvalid, CauseCodes.ContainerCreateFailed, CauseCodes.CrashLoop,
        CauseCodes.InitContainerWaits, CauseCodes.ProbeFailing, CauseCodes.SandboxFailed, CauseCodes.VolumeMountFailed,
    ];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause))
        {
            return draft;
        }

        var pods = scene.Index.PodsOf(draft.Subject)
            .Select(pod => (Pod: pod, Node: NodeOf(scene, pod)))
            .Where(one => one.Node is not null && !one.Pod.IsFinished())
            .Select(one => (one.Pod, one.Node, Skew: VersionSkew.Of(scene.Index.Objects, one.Node!)))
            .ToList();
        var sound = pods.Where(one => one.Skew is null).ToList();
        var outside = pods.Where(one => one.Skew is not null).ToList();
        return outside is [{ Node: { } node, Skew: { } skew }, ..] && sound.Count > 0 &&
            sound.TrueForAll(one => one.Pod.IsReady()) && !outside.Exists(one => one.Pod.IsReady()) &&
            outside.TrueForAll(one => one.Node == node) &&
            sound.Exists(one => Template(one.Pod) == Template(outside[0].Pod))
            ? Caused(scene, draft, node, skew, sound.Count)
            : draft;
    }

    private static Draft Caused(Scene scene, Draft draft, Node node, VersionSkew skew, int sound)
    {
        var name = node.Metadata.Name;
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var version = notes.Add(
            Sources.Node, "kubelet-version", node.Ref(), scene.Now, $"The kubelet of node {name} is {skew.Text}");
        var elsewhere = notes.Add(
            Sources.PodStatus, "well-elsewhere", draft.Subject, scene.Now,
            $"{Say.Count(sound, "pod")} of {draft.Subject.Named()} {(sound == 1 ? "is" : "are")} ready on other nodes",
            ("ready", sound));
        return draft with
        {
            Cause = CauseCodes.KubeletSkew,
            Root = node.Ref(),
            Edit = node.Ref(),
            Notes = notes,
            Chain =
            [
                new Claim($"The kubelet of node {name} is {skew.Text}, which Kubernetes does not support", [version]),
                .. draft.Chain,
            ],
            RuledOut = draft.RuledOut.Add(new RuledOut(
                "the workload itself", "the same pods are ready on other nodes", [elsewhere])),
            Weights = [Confidence.Derived, Confidence.Aligned],
            Facts = draft.Facts.SetItems(Facts.Of((FactNames.Node, name), ("kubelet", skew.Kubelet))),
            Summary = $"The kubelet of node {name} is {skew.Text}, which Kubernetes does not support, and what runs " +
                $"elsewhere fails there. {draft.Summary}",
        };
    }

    private static Node? NodeOf(Scene scene, Pod pod) =>
        pod.Spec.NodeName is { } name ? scene.Index.Objects.Find<Node>("", name) : null;

    private static string? Template(Pod pod) =>
        pod.Metadata.Labels.GetValueOrDefault("pod-template-hash") ??
        pod.Metadata.Labels.GetValueOrDefault("controller-revision-hash");
}
