using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Controllers that may not create the pods they are asked for.</summary>
internal static class WorkloadSymptoms
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public static IEnumerable<Symptom> Of(WorldIndex index, ReplicaSet set, Moment now)
    {
        var wanted = set.Spec.Replicas ?? 1;
        if (wanted > set.Status.Replicas && !IsGoing(index, set) &&
            (Failing(set, now) ?? Refused(index, set, now)) is { } since)
        {
            yield return Missing(index, set, since, wanted, set.Status.Replicas);
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, StatefulSet set, Moment now)
    {
        if ((set.Spec.Replicas ?? 1) > set.Status.Replicas && Refused(index, set, now) is { } since)
        {
            yield return Missing(index, set, since, set.Spec.Replicas ?? 1, set.Status.Replicas);
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, DaemonSet set, Moment now)
    {
        if (set.Status.DesiredNumberScheduled > set.Status.CurrentNumberScheduled &&
            Refused(index, set, now) is { } since)
        {
            yield return Missing(
                index, set, since, set.Status.DesiredNumberScheduled, set.Status.CurrentNumberScheduled);
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, Job job, Moment now)
    {
        if (!job.Spec.Suspend && job.Status.Active == 0 && !job.Status.Conditions.Any(c => c.IsTrue) &&
            Refused(index, job, now) is { } since)
        {
            yield return Missing(index, job, since, job.Spec.Parallelism ?? 1, 0);
        }
    }

    public static IEnumerable<Symptom> Of(WorldIndex index, Deployment deployment, Moment now)
    {
        if (StalledRollout(deployment, now) is { } stalled)
        {
            yield return stalled;
        }

        if (Refused(deployment) is { } refused && !IsGoing(index, deployment))
        {
            yield return Missing(
                index, deployment, refused.LastTransitionTime ?? now, deployment.Spec.Replicas ?? 1,
                deployment.Status.UpdatedReplicas);
        }
    }

    /// <summary>That the API server refuses the ReplicaSet of its newest template; null when it does not.</summary>
    public static Condition? Refused(Deployment deployment) =>
        deployment.Status.Conditions.Condition("Progressing") is { IsFalse: true, Reason: "ReplicaSetCreateError" } said
            ? said
            : null;

    private static Symptom? StalledRollout(Deployment deployment, Moment now)
    {
        var progress = deployment.Status.Conditions.Condition("Progressing");
        var status = deployment.Status;
        var wanted = deployment.Spec.Replicas ?? 1;
        return progress is { IsFalse: true, Reason: "ProgressDeadlineExceeded" } && !deployment.Spec.Paused &&
            deployment.Metadata.DeletionTimestamp is null &&
                status.ObservedGeneration >= deployment.Metadata.Generation &&
            (status.UpdatedReplicas < wanted || status.AvailableReplicas < wanted)
            ? new Symptom(
                SymptomCodes.RolloutStuck, deployment.Ref(), deployment.Ref(), Severity.Warning,
                progress.LastTransitionTime ?? now,
                $"The roll-out of Deployment {deployment.Metadata.Name} exceeded its deadline of {deployment.Spec.ProgressDeadlineSeconds ?? 600} s")
            : null;
    }

    private static DateTimeOffset? Failing(ReplicaSet set, Moment now) =>
        set.Status.Conditions.Condition("ReplicaFailure") is { IsTrue: true } failure
            ? failure.LastTransitionTime ?? now
            : null;

    // In a namespace that is being deleted nothing new is to be created.
    private static bool IsGoing(WorldIndex index, IKubernetesObject item) =>
        item.Metadata.DeletionTimestamp is not null ||
        index.Objects.Find<Namespace>("", item.Metadata.Namespace) is { } ns &&
        (ns.Status.Phase == "Terminating" || ns.Metadata.DeletionTimestamp is not null);

    private static DateTimeOffset? Refused(WorldIndex index, IKubernetesObject item, Moment now) =>
        IsGoing(index, item) ? null : index.EventsOf(item.Ref())
            .Where(e => e.Reason == "FailedCreate" && !now.IsPast(e.LastSeen ?? now, Recent))
            .Select(e => (DateTimeOffset?)(e.FirstSeen ?? now))
            .Min();

    private static Symptom Missing(
        WorldIndex index, IKubernetesObject item, DateTimeOffset since, int wanted, int has) =>
        new(SymptomCodes.ReplicasMissing, item.Ref(), Owners.TopOwner(index.Objects, item), Severity.Critical, since,
            $"{item.Kind} {item.Metadata.Name} has {has} of {wanted} pods and may not create more");
}
