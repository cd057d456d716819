using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Claims that should have a volume by now, or a larger one. One that waits for its first pod is healthy.
/// </summary>
internal static class StorageSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProvisioningGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ResizeGrace = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(20);

    public static IEnumerable<Symptom> Of(WorldIndex index, PersistentVolumeClaim claim, Moment now)
    {
        if (claim.Metadata.DeletionTimestamp is null &&
            (claim.Status.Phase is "Pending" or "Lost" ? Unbound(index, claim, now) : Growing(index, claim,
                now)) is { } found)
        {
            yield return found;
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, PersistentVolume volume, Moment now) =>
        volume.Status.Phase == "Failed" ? [Failed(index, volume, now)] : [];

    private static Symptom? Unbound(WorldIndex index, PersistentVolumeClaim claim, Moment now)
    {
        var name = claim.Metadata.Name;
        if (claim.Status.Phase == "Lost")
        {
            var lost = index.EventsOf(claim.Ref()).Where(e => e.Reason == "ClaimLost").Max(e => e.LastSeen) ?? now;
            return Make(
                index, claim, SymptomCodes.ClaimUnbound, Severity.Critical, lost,
                $"PersistentVolumeClaim {name} has lost its volume");
        }

        var since = claim.Metadata.CreationTimestamp ?? now;
        return now.IsPast(since, Grace) && Waits(index, claim, now)
            ? Make(
                index, claim, SymptomCodes.ClaimUnbound, Severity.Warning, since,
                $"PersistentVolumeClaim {name} has no volume since {Say.Clock(since)}")
            : null;
    }

    private static bool Waits(WorldIndex index, PersistentVolumeClaim claim, Moment now)
    {
        var events = index.EventsOf(claim.Ref());
        var failed = events.Where(e =>
            e.Reason is "ProvisioningFailed" or "VolumeMismatch" && !now.IsPast(e.LastSeen ?? now, Recent))
            .ToList();
        if (failed.Sum(e => e.Times) >= 2)
        {
            return true;
        }

        var storage = StorageIndex.Of(index.Objects);
        var kind = storage.ClassOf(claim);
        if (kind is not null)
        {
            return kind.VolumeBindingMode != "WaitForFirstConsumer" &&
                now.IsPast(claim.Metadata.CreationTimestamp ?? now, ProvisioningGrace);
        }

        // Without a class that is known, only what the controller or the list of all classes says counts.
        return events.Any(e => e.Reason == "FailedBinding" && !now.IsPast(e.LastSeen ?? now, Recent)) ||
            (index.Objects.WasRead<StorageClass>() && claim.Spec.StorageClassName is null or { Length: > 0 });
    }

    private static Symptom? Growing(WorldIndex index, PersistentVolumeClaim claim, Moment now)
    {
        if (!claim.Spec.Resources.Requests.TryGetValue("storage", out var wanted) ||
            !claim.Status.Capacity.TryGetValue("storage", out var has) || wanted <= has)
        {
            return null;
        }

        var failed = index.EventsOf(claim.Ref())
            .Where(e =>
                e.Reason is "VolumeResizeFailed" or "FileSystemResizeFailed" && !now.IsPast(e.LastSeen ?? now, Recent))
            .ToList();
        var pending = claim.Status.Conditions.FirstOrDefault(c =>
            c is { IsTrue: true } && IsGrowth(c.Type));
        var since = failed.Min(e => e.FirstSeen) ?? pending?.LastTransitionTime ?? index.EventsOf(claim.Ref())
            .Where(e => e.Reason == "ExternalExpanding" && !now.IsPast(e.LastSeen ?? now, Recent))
            .Min(e => e.FirstSeen);
        return since is { } at && (failed.Sum(e => e.Times) >= 2 || now.IsPast(at, ResizeGrace))
            ? Make(
                index, claim, SymptomCodes.ResizeStuck, Severity.Warning, at,
                $"PersistentVolumeClaim {claim.Metadata.Name} asks for {wanted} and still has {has}")
            : null;
    }

    /// <summary>Whether a condition of a claim says that it grows, or that it should and does not.</summary>
    public static bool IsGrowth(string type) =>
        type is "FileSystemResizePending" or "Resizing" or "ControllerResizeError" or "NodeResizeError";

    private static Symptom Failed(WorldIndex index, PersistentVolume volume, Moment now) => new(
        SymptomCodes.VolumeFailed, volume.Ref(), volume.Ref(), Severity.Warning,
        index.EventsOf(volume.Ref()).Min(e => e.FirstSeen) ?? volume.Metadata.DeletionTimestamp ?? now,
        $"PersistentVolume {volume.Metadata.Name} could not be reclaimed");

    // People name the workload, where there is exactly one.
    private static Symptom Make(
        WorldIndex index, PersistentVolumeClaim claim, string code, Severity severity, DateTimeOffset since,
        string text)
    {
        var users = StorageIndex.Of(index.Objects).UsersOf(claim.Metadata.Namespace, claim.Metadata.Name);
        return new Symptom(
            code, claim.Ref(), users.Count == 1 ? users[0] : claim.Ref(), severity, since, text);
    }
}
