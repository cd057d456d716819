using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>A volume for one node at a time that another node still holds: which, and through whom.</summary>
internal static class MultiAttach
{
    public static Draft Judge(MountSketch sketch)
    {
        var holders = Holders(sketch);
        var attachment = Attachment(sketch);
        var node = holders.Select(p => p.Spec.NodeName).FirstOrDefault() ?? attachment?.Spec.Text("nodeName");
        sketch.Fact("heldBy", string.Join(",", holders.Select(p => p.Metadata.Name)));
        sketch.Fact("holdingNode", node);
        var holding = node is null ? null : sketch.Scene.Index.Objects.Find<Node>("", node);
        if (holding?.Status.Conditions.Condition("Ready") is { IsTrue: false } ready)
        {
            sketch.Add(
                Sources.Node, "holding-node", holding.Ref(),
                $"Node {node}, which holds the volume, is not ready since {Say.Clock(ready.LastTransitionTime ?? sketch.Scene.Now)}");
            return sketch.Draft(
                CauseCodes.NodeNotReady, holding.Ref(), holding.Ref(),
                $"{sketch.VolumeName} is still attached to node {node}, which is not ready, so {sketch.Subject.Named()} " +
                $"cannot start on {sketch.Pod.Spec.NodeName}.",
                [Confidence.Stated, Confidence.Derived]);
        }

        return holders.Count > 0 ? Held(sketch, holders, node) : Stale(sketch, attachment, node);
    }

    private static Draft Held(MountSketch sketch, List<Pod> holders, string? node)
    {
        var owner = Owners.TopOwner(sketch.Scene.Index.Objects, holders[0]);
        var isSame = owner == sketch.Subject;
        var modes = string.Join(", ", sketch.Trouble.Claim?.Spec.AccessModes ?? []);
        sketch.Add(
            Sources.Spec, "holder", holders[0].Ref(),
            $"Pod {holders[0].Metadata.Name} of {owner.Named()} holds the volume on node {node}; the claim's accessModes are {modes}");
        var summary = isSame
            ? $"{sketch.Subject.Named()} runs a new pod on {sketch.Pod.Spec.NodeName} while pod {holders[0].Metadata.Name} on {node} " +
              $"still holds {sketch.VolumeName} ({modes}): its update strategy must be Recreate, or one replica."
            : $"{sketch.VolumeName} ({modes}) is held by {owner.Named()} on node {node}, so {sketch.Subject.Named()} " +
              $"cannot have it on {sketch.Pod.Spec.NodeName}.";
        var root = isSame ? sketch.Subject : sketch.Trouble.Claim?.Ref() ?? owner;
        sketch.Fact("holder", $"{owner.Kind}/{owner.Name}");
        return sketch.Draft(
            CauseCodes.VolumeMultiAttach, root, sketch.Subject, summary, [Confidence.Stated, Confidence.Derived]);
    }

    // Nobody uses it there any more, and it was not let go.
    private static Draft Stale(MountSketch sketch, CustomResource? attachment, string? node)
    {
        var root = attachment?.Ref() ?? sketch.Trouble.Claim?.Ref() ?? sketch.Subject;
        if (attachment is not null)
        {
            var error = attachment.Status.Text("detachError", "message");
            sketch.Add(
                Sources.Spec, "attachment", attachment.Ref(),
                $"VolumeAttachment {attachment.Metadata.Name} keeps the volume on node {node}, where no pod uses it" +
                (error is null ? "" : $": {Say.Short(error)}"));
        }

        return sketch.Draft(
            CauseCodes.VolumeMultiAttach, root, root,
            $"{sketch.VolumeName} is still attached to {(node is null ? "another node" : $"node {node}")}, where no pod uses it; " +
            $"{sketch.Subject.Named()} cannot have it on {sketch.Pod.Spec.NodeName}.",
            attachment is null ? [Confidence.Stated] : [Confidence.Stated, Confidence.Derived]);
    }

    private static List<Pod> Holders(MountSketch sketch) => sketch.Trouble.Claim is not { } claim
        ? []
        : [.. StorageIndex.Of(sketch.Scene.Index.Objects).PodsOf(claim.Metadata.Namespace, claim.Metadata.Name)
            .Where(p => !p.IsFinished() && p.Spec.NodeName is { } node && node != sketch.Pod.Spec.NodeName)
            .OrderByDescending(p => sketch.Trouble.Text.Contains(p.Metadata.Name, StringComparison.Ordinal))
            .ThenByDescending(p => p.IsReady())
            .ThenBy(p => p.Metadata.Name, StringComparer.Ordinal)];

    private static CustomResource? Attachment(MountSketch sketch) => sketch.Scene.Index.Objects.CustomResources
        .Where(r => r.Kind == "VolumeAttachment" && r.Spec.Text("nodeName") != sketch.Pod.Spec.NodeName)
        .Where(r => r.Spec.Text("source", "persistentVolumeName") is { } name &&
            name == (sketch.Trouble.Bound?.Metadata.Name ?? sketch.Trouble.Claim?.Spec.VolumeName))
        .OrderBy(r => r.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}
