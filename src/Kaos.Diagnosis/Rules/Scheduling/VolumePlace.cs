using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>A volume that can be reached from some nodes only: a disk of one zone, a disk of one node.</summary>
internal sealed record VolumePlace(PersistentVolumeClaim Claim, PersistentVolume Volume, NodeTerms Terms)
{
    /// <summary>The bound claims of the pod whose volumes are tied to a place, by name.</summary>
    public static IReadOnlyList<VolumePlace> Of(Scene scene, Pod pod) =>
    [
        .. StorageIndex.ClaimsOf(pod).Order(StringComparer.Ordinal)
            .Select(name => scene.Index.Objects.Find<PersistentVolumeClaim>(pod.Metadata.Namespace, name))
            .Select(claim =>
                claim?.Spec.VolumeName is { Length: > 0 } bound &&
                    scene.Index.Objects.Find<PersistentVolume>("", bound) is { } volume
                ? new VolumePlace(claim, volume, NodeTerms.Of(volume.Spec.NodeAffinity.At("required")))
                : null)
            .OfType<VolumePlace>().Where(place => !place.Terms.IsAny),
    ];

    /// <summary>The nodes, open or closed, from which all of these volumes can be reached.</summary>
    public static IReadOnlyList<Node> Within(Scene scene, IReadOnlyList<VolumePlace> places) =>
        [.. scene.Index.Objects.Nodes.Where(n => places.All(p => p.Terms.Take(n)))
            .OrderBy(n => n.Metadata.Name, StringComparer.Ordinal)];

    /// <summary><c>volume pvc-1 of claim data (topology.kubernetes.io/zone In eu-west-1b)</c></summary>
    public string Words => $"volume {Volume.Metadata.Name} of claim {Claim.Metadata.Name} ({Terms.Words})";

    /// <summary>The first bound claim of the pod whose volume no open node reaches; null when there is none.</summary>
    public static (ObjectRef Claim, Claim Says)? Tell(Scene scene, Pod pod, Notes notes)
    {
        var open = scene.Index.Objects.Nodes.Where(n => !n.Spec.Unschedulable).ToList();
        var place = open.Count == 0 ? null : Of(scene, pod).FirstOrDefault(p => !open.Exists(p.Terms.Take));
        if (place is null)
        {
            return null;
        }

        var text = $"The volume {place.Volume.Metadata.Name} of claim {place.Claim.Metadata.Name} can be reached from nodes with {place.Terms.Words} only, and no open node has that";
        var id = notes.Add(Sources.Spec, "volume-place", place.Claim.Ref(), scene.Now, Say.Short(text, 300));
        return (place.Claim.Ref(), new Claim(text, [id]));
    }
}
