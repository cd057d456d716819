using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>
/// Claims that must find a volume that somebody made: which one comes nearest, and what is in the way.
/// </summary>
internal static class StaticVolumes
{
    public static bool Exist(Scene scene, string className) =>
        scene.Index.Objects.PersistentVolumes.Any(v => v.Spec.StorageClassName == className);

    public static Draft? Judge(ClaimSketch sketch)
    {
        var claim = sketch.Claim;
        var volumes = sketch.Scene.Index.Objects.PersistentVolumes
            .Where(v => (v.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? "") ||
                v.Metadata.Name == claim.Spec.VolumeName)
            .Where(v => claim.Spec.VolumeName is null or "" || v.Metadata.Name == claim.Spec.VolumeName)
            .OrderBy(v => v.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        return volumes.Count == 0
            ? Nothing(sketch)
            : volumes.Where(v => v.Status.Phase == "Released" && Fits(claim, v)).Select(v => Kept(sketch, v))
                .FirstOrDefault()
                ?? TooSmall(sketch, volumes)
                ?? OtherMode(sketch, volumes)
                ?? AllTaken(sketch, volumes);
    }

    private static bool Fits(PersistentVolumeClaim claim, PersistentVolume volume) =>
        IsLarge(claim, volume) && HasModes(claim, volume);

    private static bool IsLarge(PersistentVolumeClaim claim, PersistentVolume volume) => Size(volume) >= Wanted(claim);

    private static bool HasModes(PersistentVolumeClaim claim, PersistentVolume volume) =>
        claim.Spec.AccessModes.All(volume.Spec.AccessModes.Contains);

    private static Quantity Wanted(PersistentVolumeClaim claim) =>
        claim.Spec.Resources.Requests.TryGetValue("storage", out var size) ? size : Quantity.Zero;

    private static Quantity Size(PersistentVolume volume) =>
        volume.Spec.Capacity.TryGetValue("storage", out var size) ? size : Quantity.Zero;

    private static Draft? Nothing(ClaimSketch sketch)
    {
        // No class at all is another cause, told by who asks.
        if (sketch.Claim.Spec.StorageClassName is null || !sketch.Scene.Index.Objects.WasRead<PersistentVolume>())
        {
            return null;
        }

        var id = sketch.Notes.Add(
            Sources.Spec, "no-volume", sketch.Claim.Ref(), sketch.Scene.Now,
            $"No PersistentVolume has storageClassName \"{sketch.Claim.Spec.StorageClassName}\", and nothing makes one");
        return sketch.Draft(
            CauseCodes.VolumeUnmatched,
            $"{sketch.Name} waits for a volume with storageClassName \"{sketch.Claim.Spec.StorageClassName}\", and there is none.",
            id, [Confidence.Derived, Confidence.Agreeing]);
    }

    // Its old claim is gone, and its claimRef keeps every other claim away.
    private static Draft Kept(ClaimSketch sketch, PersistentVolume volume)
    {
        var before = $"{volume.Spec.ClaimRef?.Namespace}/{volume.Spec.ClaimRef?.Name}";
        var id = sketch.Notes.Add(
            Sources.Spec, "released", volume.Ref(), sketch.Scene.Now,
            $"PersistentVolume {volume.Metadata.Name} would fit and is Released: its claimRef still names {before} " +
            $"(uid {volume.Spec.ClaimRef?.Uid}), which is gone");
        sketch.Fact("volume", volume.Metadata.Name);
        return sketch.Draft(
            CauseCodes.VolumeNotFree,
            $"{sketch.Name} cannot have PersistentVolume {volume.Metadata.Name}, which is Released: " +
            $"its claimRef still names the deleted claim {before}.",
            id, [Confidence.Stated, Confidence.Derived]) with
        { Root = volume.Ref(), Edit = volume.Ref() };
    }

    private static Draft? TooSmall(ClaimSketch sketch, List<PersistentVolume> volumes)
    {
        var free = volumes.Where(v => v.Status.Phase == "Available" && HasModes(sketch.Claim, v)).ToList();
        if (free.Count == 0 || free.Exists(v => IsLarge(sketch.Claim, v)))
        {
            return null;
        }

        var largest = free.MaxBy(v => (Size(v), v.Metadata.Name)) ?? free[0];
        var wanted = Wanted(sketch.Claim);
        var id = sketch.Notes.Add(
            Sources.Spec, "too-small", largest.Ref(), sketch.Scene.Now,
            $"The claim asks for {wanted}; the largest free volume, {largest.Metadata.Name}, has {Size(largest)}",
            ("wanted", (double)wanted.Value), ("largest", (double)Size(largest).Value));
        sketch.Fact("requested", wanted.ToString());
        sketch.Fact("largest", Size(largest).ToString());
        return sketch.Draft(
            CauseCodes.VolumeTooSmall,
            $"{sketch.Name} asks for {wanted}, and the largest free volume ({largest.Metadata.Name}) has {Size(largest)}.",
            id, [Confidence.Derived, Confidence.Aligned, Confidence.Aligned]);
    }

    private static Draft? OtherMode(ClaimSketch sketch, List<PersistentVolume> volumes)
    {
        var near = volumes.FirstOrDefault(v => v.Status.Phase == "Available" && IsLarge(sketch.Claim, v));
        if (near is null || HasModes(sketch.Claim, near))
        {
            return null;
        }

        var (asked, offered) =
            (string.Join(", ", sketch.Claim.Spec.AccessModes), string.Join(", ", near.Spec.AccessModes));
        var id = sketch.Notes.Add(
            Sources.Spec, "access-mode", near.Ref(), sketch.Scene.Now,
            $"The claim asks for accessModes {asked}; the free volume {near.Metadata.Name} offers {offered}");
        sketch.Fact("accessModes", asked);
        sketch.Fact("offered", offered);
        return sketch.Draft(
            CauseCodes.VolumeAccessMode,
            $"{sketch.Name} asks for {asked}, and the free volume {near.Metadata.Name} offers only {offered}.",
            id, [Confidence.Derived, Confidence.Aligned, Confidence.Aligned]);
    }

    private static Draft? AllTaken(ClaimSketch sketch, List<PersistentVolume> volumes)
    {
        if (volumes.Exists(v => v.Status.Phase == "Available"))
        {
            return Unmatched(sketch, volumes.First(v => v.Status.Phase == "Available"));
        }

        var id = sketch.Notes.Add(
            Sources.Spec, "all-taken", sketch.Claim.Ref(), sketch.Scene.Now,
            $"All {volumes.Count} volumes that it could have are taken: " +
            Say.List(volumes.Select(v => $"{v.Metadata.Name} by {v.Spec.ClaimRef?.Namespace}/{v.Spec.ClaimRef?.Name}")),
            ("volumes", volumes.Count));
        return sketch.Draft(
            CauseCodes.VolumeUnmatched,
            $"{sketch.Name} finds no free volume: {Say.Count(volumes.Count, "volume")} of its class, all taken.",
            id, [Confidence.Derived, Confidence.Aligned]);
    }

    private static Draft? Unmatched(ClaimSketch sketch, PersistentVolume free)
    {
        if (sketch.Claim.Spec.Selector is not { } selector || selector.Matches(free.Metadata.Labels))
        {
            return null;
        }

        var wanted = string.Join(
            ",", selector.MatchLabels.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
        var id = sketch.Notes.Add(
            Sources.Spec, "selector", free.Ref(), sketch.Scene.Now,
            $"The claim's selector ({wanted}) does not match the labels of the free volume {free.Metadata.Name}");
        sketch.Fact("selector", wanted);
        return sketch.Draft(
            CauseCodes.VolumeUnmatched,
            $"{sketch.Name} selects volumes with {wanted}, which the free volume {free.Metadata.Name} does not have.",
            id, [Confidence.Derived, Confidence.Aligned]);
    }
}
