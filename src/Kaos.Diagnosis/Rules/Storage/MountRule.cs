using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>
/// A pod that has a node and waits for its volume there: held elsewhere, refused, or without a driver.
/// </summary>
internal sealed class MountRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.VolumeMultiAttach, CauseCodes.VolumeAttachFailed, CauseCodes.VolumeMountFailed,
        CauseCodes.CsiDriverMissing, CauseCodes.HostPathMissing, CauseCodes.NodeNotReady,
        CauseCodes.VolumeResizeStuck,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var waiting = complaint.Of(SymptomCodes.Pending)
            .Select(s => (Symptom: s, Pod: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)))
            .Where(s => s.Pod?.Spec.NodeName is not null)
            .Select(s => (s.Symptom, s.Pod, Trouble: s.Pod is null ? null : MountTrouble.Of(scene, s.Pod)))
            .Where(s => s.Trouble is not null)
            .ToList();
        if (waiting.Count == 0 || waiting[0] is not ({ }, { } pod, { } trouble))
        {
            yield break;
        }

        yield return Judge(
            new MountSketch(scene, complaint.Subject, pod, trouble, [.. waiting.Select(w => w.Symptom)]));
    }

    private static Draft Judge(MountSketch sketch)
    {
        var trouble = sketch.Trouble;
        if (trouble.Says(
            "Multi-Attach error", "already exclusively attached", "already used by pod", "already attached to",
            "currently attached to", "already being used by", "is still being used"))
        {
            return MultiAttach.Judge(sketch);
        }

        if (trouble.Says(
            "not found in the list of registered CSI drivers", "external-attacher of", "does not contain driver",
            "dial unix /var/lib/kubelet/plugins"))
        {
            return Driver(sketch);
        }

        if (trouble.Event.Reason == "FileSystemResizeFailed" || trouble.Says("NodeExpandVolume", "resizeFileSystem"))
        {
            return sketch.Draft(
                CauseCodes.VolumeResizeStuck, Root(sketch), Root(sketch),
                $"The file system of {sketch.VolumeName} cannot grow on node {sketch.Pod.Spec.NodeName}, so {sketch.Subject.Named()} does not start: {Say.Short(Reason(trouble.Text))}",
                [Confidence.Stated, Confidence.Agreeing]);
        }

        if (trouble.Says("hostPath type check failed"))
        {
            return HostPath(sketch);
        }

        var isAttach = trouble.Event.Reason == "FailedAttachVolume" || trouble.Says("AttachVolume.Attach failed");
        var root = Root(sketch);
        var what = isAttach ? "attached to" : "mounted on";
        return sketch.Draft(
            isAttach ? CauseCodes.VolumeAttachFailed : CauseCodes.VolumeMountFailed, root, root,
            $"{sketch.VolumeName} of {sketch.Subject.Named()} cannot be {what} node {sketch.Pod.Spec.NodeName}: {Say.Short(Reason(trouble.Text))}",
            [Confidence.Stated, Confidence.Agreeing]);
    }

    // A volume that somebody described by hand (NFS and the like) is wrong where it is described.
    private static ObjectRef Root(MountSketch sketch) => sketch.Trouble switch
    {
        { Bound: { } bound, Claim: { } claim } when string.IsNullOrEmpty(claim.Spec.StorageClassName) => bound.Ref(),
        { Claim: { } claim } => claim.Ref(),
        _ => sketch.Subject,
    };

    private static string Reason(string text)
    {
        var desc = text.LastIndexOf("desc = ", StringComparison.Ordinal);
        var output = text.IndexOf("Output: ", StringComparison.Ordinal);
        var colon = text.IndexOf(" : ", StringComparison.Ordinal);
        return desc >= 0 ? text[(desc + 7)..] : output >= 0 ? text[(output + 8)..] : colon >= 0 ? text[(colon + 3)..] : text;
    }

    private static Draft Driver(MountSketch sketch)
    {
        var driver = MountTrouble.Between(sketch.Trouble.Text, "driver name ", " ")
            ?? MountTrouble.Between(sketch.Trouble.Text, "external-attacher of ", " ")
            ?? MountTrouble.Between(sketch.Trouble.Text, "contain driver ", " ")
            ?? MountTrouble.Between(sketch.Trouble.Text, "/kubelet/plugins/", "/") ?? "";
        var isNode = !sketch.Trouble.Says("external-attacher of");
        var plugin = Provisioner.Makers(sketch.Scene.Index, driver)
            .Concat(Provisioner.Naming(sketch.Scene.Index, driver))
            .FirstOrDefault(w => isNode ? w.Object is DaemonSet : w.Object is not DaemonSet);
        sketch.Fact("driver", driver);
        if (plugin is null)
        {
            var target = isNode && sketch.Pod.Spec.NodeName is { } node ? Refs.Of("Node", null, node) : Root(sketch);
            return sketch.Draft(
                CauseCodes.CsiDriverMissing, target, target,
                $"{sketch.VolumeName} of {sketch.Subject.Named()} needs the CSI driver {driver}, which is not installed" +
                (isNode ? $" on node {sketch.Pod.Spec.NodeName}." : "."),
                [Confidence.Stated, Confidence.Agreeing]);
        }

        var here = sketch.Scene.Index.PodsOf(plugin.Ref)
            .FirstOrDefault(p => p.Spec.NodeName == sketch.Pod.Spec.NodeName);
        var state = !isNode ? $"has {plugin.Ready} of {plugin.Wanted} pods ready"
            : here is null ? $"has no pod on node {sketch.Pod.Spec.NodeName}"
            : here.IsReady() ? $"runs on node {sketch.Pod.Spec.NodeName} and is not registered there"
            : $"is not ready on node {sketch.Pod.Spec.NodeName}";
        sketch.Add(
            Sources.Spec, "driver", plugin.Ref, $"{plugin.Ref.Named()}, which brings the driver {driver}, {state}");
        return sketch.Draft(
            CauseCodes.CsiDriverMissing, plugin.Ref, plugin.Ref,
            $"{sketch.VolumeName} of {sketch.Subject.Named()} waits for the CSI driver {driver}: {plugin.Ref.Named()} {state}.",
            [Confidence.Stated, Confidence.Derived]);
    }

    private static Draft HostPath(MountSketch sketch)
    {
        var path = sketch.Trouble.Volume?.HostPath?.Path ??
            MountTrouble.Between(sketch.Trouble.Text, "type check failed: ", " ") ?? "";
        var type = sketch.Trouble.Volume?.HostPath?.Type;
        sketch.Fact("path", path);
        sketch.Fact("type", type);
        return sketch.Draft(
            CauseCodes.HostPathMissing, sketch.Subject, sketch.Subject,
            $"{sketch.Subject.Named()} wants the host path {path}" + (type is null ? "" : $" as {type}") +
            $", which node {sketch.Pod.Spec.NodeName} does not have.",
            [Confidence.Stated, Confidence.Derived]);
    }
}
