using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Storage that is paid for and not used, and classes of which the cluster cannot choose.</summary>
internal sealed class StorageRemarks : IRemarkRule
{
    public ImmutableArray<string> Codes =>
        [RemarkCodes.DefaultClasses, RemarkCodes.VolumeClaimUnused, RemarkCodes.VolumeReleased];

    public IEnumerable<Remark> Of(WorldIndex index) => Defaults(index).Concat(Released(index)).Concat(Unused(index));

    private static IEnumerable<Remark> Defaults(WorldIndex index)
    {
        var defaults = index.Objects.StorageClasses.Where(c => c.IsDefault)
            .OrderByDescending(c => c.Metadata.CreationTimestamp).ThenBy(c => c.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        if (defaults.Count > 1)
        {
            yield return new Remark(
                RemarkCodes.DefaultClasses, defaults[^1].Ref(),
                $"{defaults.Count} StorageClasses are marked as default ({Say.List(defaults.Select(c => c.Metadata.Name))}); " +
                $"claims without a class get the newest, {defaults[0].Metadata.Name}",
                "Set storageclass.kubernetes.io/is-default-class to \"false\" on all but one.");
        }
    }

    private static IEnumerable<Remark> Released(WorldIndex index) =>
        from volume in index.Objects.PersistentVolumes
        where volume.Status.Phase == "Released" && volume.Metadata.DeletionTimestamp is null
        let size = volume.Spec.Capacity.TryGetValue("storage", out var amount) ? $" of {amount}" : ""
        select new Remark(
            RemarkCodes.VolumeReleased, volume.Ref(),
            $"PersistentVolume {volume.Metadata.Name}{size} is Released: its claim {volume.Spec.ClaimRef?.Namespace}/" +
            $"{volume.Spec.ClaimRef?.Name} is gone, its data is kept ({volume.Spec.PersistentVolumeReclaimPolicy ?? "Retain"})",
            "Delete it when the data is not needed, or clear spec.claimRef to let a new claim have it, data included.");

    private static IEnumerable<Remark> Unused(WorldIndex index)
    {
        if (!index.Objects.WasRead<Pod>())
        {
            return [];
        }

        var mounted = Workload.All(index.Objects)
            .SelectMany(w => Claims(w.Namespace, w.Template.Spec))
            .Concat(index.Objects.Pods.SelectMany(p => Claims(p.Metadata.Namespace, p.Spec)))
            .ToHashSet();
        return index.Objects.PersistentVolumeClaims
            .Where(c => c.Status.Phase == "Bound" && c.Metadata.DeletionTimestamp is null &&
                !mounted.Contains((c.Metadata.Namespace, c.Metadata.Name)) && !IsOfStatefulSet(index, c))
            .Select(c => new Remark(
                RemarkCodes.VolumeClaimUnused, c.Ref(),
                $"No workload mounts PersistentVolumeClaim {c.Metadata.Namespace}/{c.Metadata.Name}" +
                (c.Status.Capacity.TryGetValue("storage", out var size) ? $" ({size})" : ""),
                "Delete it when its data is not needed; the volume's reclaim policy decides what becomes of the data."));
    }

    private static IEnumerable<(string Namespace, string Name)> Claims(string @namespace, PodSpec spec) =>
        spec.Volumes.Select(v => v?.PersistentVolumeClaim?.ClaimName).OfType<string>()
            .Select(name => (@namespace, name));

    // A scaled-down StatefulSet keeps the claims of its pods: "data-db-2" of StatefulSet "db".
    private static bool IsOfStatefulSet(WorldIndex index, PersistentVolumeClaim claim) =>
        index.Objects.StatefulSets.Any(s => s.Metadata.Namespace == claim.Metadata.Namespace &&
            claim.Metadata.Name.Contains($"-{s.Metadata.Name}-", StringComparison.Ordinal));
}
