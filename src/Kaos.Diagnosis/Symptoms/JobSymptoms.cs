using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Jobs that gave up, unless a later run of the same CronJob made it.</summary>
internal static class JobSymptoms
{
    public static IEnumerable<Symptom> Of(WorldIndex index, Job job, Moment now)
    {
        if (GaveUp(job) is not { } failed || job.Metadata.DeletionTimestamp is not null)
        {
            yield break;
        }

        var since = failed.LastTransitionTime ?? now;
        if (!SucceededLater(index, job, since))
        {
            yield return new Symptom(
                SymptomCodes.JobFailed, job.Ref(), Owners.TopOwner(index.Objects, job), Severity.Warning, since,
                $"Job {job.Metadata.Name} failed: {failed.Reason}");
        }
    }

    /// <summary>
    /// The condition with which a Job gives up; null while it has not. While its pods end, only the target says so.
    /// </summary>
    public static Condition? GaveUp(Job job) =>
        job.Status.Conditions.Condition("Failed") is { IsTrue: true } failed ? failed
        : job.Status.Conditions.Condition("FailureTarget") is { IsTrue: true } target ? target
        : null;

    private static bool SucceededLater(WorldIndex index, Job job, DateTimeOffset failed)
    {
        if (job.Metadata.Controller is not { Kind: "CronJob" } owner)
        {
            return false;
        }

        var cron = index.Objects.Find<CronJob>(job.Metadata.Namespace, owner.Name);
        return cron?.Status.LastSuccessfulTime > failed || index.Objects.Jobs.Any(other =>
            other.Metadata.Namespace == job.Metadata.Namespace &&
            other.Metadata.Controller?.Name == owner.Name &&
            other.Status.Succeeded > 0 && other.Status.CompletionTime > failed);
    }
}
