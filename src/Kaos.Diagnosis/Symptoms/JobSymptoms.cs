using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Jobs that gave up, unless a later run of the same CronJob, or of the same work under another name, made it.
/// </summary>
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
            return job.Metadata.Controller is null && index.Objects.Jobs.Any(other =>
                other.Metadata.Namespace == job.Metadata.Namespace && other.Metadata.Controller is null &&
                other.Metadata.CreationTimestamp >= job.Metadata.CreationTimestamp && other.Status.Succeeded > 0 &&
                other.Status.CompletionTime > failed && IsSameWork(job, other));
        }

        var cron = index.Objects.Find<CronJob>(job.Metadata.Namespace, owner.Name);
        return cron?.Status.LastSuccessfulTime > failed || index.Objects.Jobs.Any(other =>
            other.Metadata.Namespace == job.Metadata.Namespace &&
            other.Metadata.Controller?.Name == owner.Name &&
            other.Status.Succeeded > 0 && other.Status.CompletionTime > failed);
    }

    // A release runs its migration as a Job with a name of its own: the same containers of the same images, in whatever
    // version, and a name that differs in its last part only.
    private static bool IsSameWork(Job one, Job other) =>
        Stem(one.Metadata.Name) is { Length: > 0 } stem && stem == Stem(other.Metadata.Name) &&
        Work(one).SequenceEqual(Work(other));

    private static string Stem(string name) => name[..Math.Max(0, name.LastIndexOf('-'))];

    private static IEnumerable<(string, string)> Work(Job job) => job.Spec.Template.Spec.Containers
        .Where(c => c is not null).Select(c => (c.Name, Repository(c.Image))).Order();

    private static string Repository(string image)
    {
        var bare = image.Split('@')[0];
        var tag = bare.LastIndexOf(':');
        return tag > bare.LastIndexOf('/') ? bare[..tag] : bare;
    }
}
