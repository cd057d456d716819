using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>A volume that nobody makes: whoever should is scaled down, not ready, or was never installed.</summary>
internal static class Provisioner
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Draft? Judge(ClaimSketch sketch, StorageClass kind)
    {
        var scene = sketch.Scene;
        if (sketch.Event("ExternalProvisioning") is not { } waiting ||
            scene.Now - (waiting.FirstSeen ?? scene.Now) < Patience)
        {
            return null;
        }

        var told = sketch.Notes.Add(
            Sources.Events, "external", sketch.Claim.Ref(), waiting.LastSeen ?? scene.Now,
            $"The claim waits for {kind.Provisioner} since {Say.Clock(waiting.FirstSeen ?? scene.Now)}, told {waiting.Times} times",
            ("times", waiting.Times));
        sketch.Fact("provisioner", kind.Provisioner);
        sketch.Fact("storageClass", kind.Metadata.Name);
        var makers = Makers(scene.Index, kind.Provisioner);
        if (makers.Count == 0)
        {
            return scene.Index.Objects.WasRead<Pod>() ? Absent(sketch, kind, told) : null;
        }

        if (makers.Exists(m => m.Ready > 0))
        {
            return null;
        }

        var maker = makers[0];
        var state = maker.Wanted == 0 ? "is scaled to 0" : $"has {maker.Ready} of {maker.Wanted} pods ready";
        var id = sketch.Notes.Add(
            Sources.Spec, "provisioner", maker.Ref, scene.Now,
            $"{maker.Ref.Named()}, which makes its volumes, {state}");
        var draft = sketch.Draft(
            CauseCodes.ProvisionerDown,
            $"{sketch.Name} waits for {kind.Provisioner}, but {maker.Ref.Named()} {state}.",
            id, [Confidence.Derived, Confidence.Derived]);
        return draft with { Root = maker.Ref, Edit = maker.Ref, Chain = [.. draft.Chain, Waits(told)] };
    }

    private static Draft Absent(ClaimSketch sketch, StorageClass kind, string told)
    {
        var id = sketch.Notes.Add(
            Sources.Spec, "provisioner-absent", kind.Ref(), sketch.Scene.Now,
            $"StorageClass {kind.Metadata.Name} names the provisioner {kind.Provisioner}, and no workload in the cluster mentions it");
        var draft = sketch.Draft(
            CauseCodes.ProvisionerDown,
            $"{sketch.Name} waits for {kind.Provisioner}, which is not installed: no workload in the cluster mentions it.",
            id, [Confidence.Derived, Confidence.Aligned]);
        return draft with { Root = kind.Ref(), Edit = kind.Ref(), Chain = [.. draft.Chain, Waits(told)] };
    }

    private static Claim Waits(string told) => new("The claim is told to wait for it again and again", [told]);

    /// <summary>
    /// The workloads that make volumes for it: told its name, or in the namespace of the node plugin that registers it.
    /// </summary>
    public static List<Workload> Makers(WorldIndex index, string provisioner)
    {
        var naming = Naming(index, provisioner);
        var places = naming.Select(w => w.Namespace).ToHashSet();
        var makers = All(index)
            .Where(w => places.Contains(w.Namespace) && w.Template.Spec.AllContainers().Any(MakesVolumes)).ToList();
        return [.. (makers.Count > 0 ? makers : naming).OrderBy(w => w.Ref.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The workloads whose arguments or environment name it.</summary>
    public static List<Workload> Naming(WorldIndex index, string provisioner) => provisioner.Length == 0
        ? []
        : [.. All(index).Where(w => w.Template.Spec.AllContainers().Any(c => Mentions(c, provisioner)))
            .OrderBy(w => w.Ref.ToString(), StringComparer.Ordinal)];

    private static IEnumerable<Workload> All(WorldIndex index) =>
        Workload.All(index.Objects).Where(w => w.Object is Deployment or StatefulSet or DaemonSet);

    private static bool Mentions(Container container, string provisioner) =>
        container.Args.Concat(container.Command)
            .Any(a => a?.Contains(provisioner, StringComparison.Ordinal) ?? false) ||
        container.Env.Any(e => e?.Value?.Contains(provisioner, StringComparison.Ordinal) ?? false);

    private static bool MakesVolumes(Container container) =>
        container.Image.Contains("csi-provisioner", StringComparison.Ordinal);
}
