using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>Controllers that may not create the pods they are asked for.</summary>
internal static class WorkloadSymptoms
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public static IEnumerable<Symptom> Of(WorldIndex index, DateTimeOffset now)
    {
        foreach (var set in index.Objects.ReplicaSets)
        {
            var failure = set.Status.Conditions.Condition("ReplicaFailure");
            if (failure is { IsTrue: true } && (set.Spec.Replicas ?? 1) > set.Status.Replicas)
            {
                yield return Missing(index, set, failure.LastTransitionTime ?? now, set.Spec.Replicas ?? 1, set.Status.Replicas);
            }
        }

        foreach (var set in index.Objects.StatefulSets)
        {
            if ((set.Spec.Replicas ?? 1) > set.Status.Replicas && Refused(index, set, now) is { } since)
            {
                yield return Missing(index, set, since, set.Spec.Replicas ?? 1, set.Status.Replicas);
            }
        }

        foreach (var set in index.Objects.DaemonSets)
        {
            if (set.Status.DesiredNumberScheduled > set.Status.CurrentNumberScheduled && Refused(index, set, now) is { } since)
            {
                yield return Missing(
                    index, set, since, set.Status.DesiredNumberScheduled, set.Status.CurrentNumberScheduled);
            }
        }
    }

    private static DateTimeOffset? Refused(WorldIndex index, IKubernetesObject item, DateTimeOffset now) =>
        index.EventsOf(item.Ref())
            .Where(e => e.Reason == "FailedCreate" && now - (e.LastSeen ?? now) < Recent)
            .Select(e => (DateTimeOffset?)(e.FirstSeen ?? now))
            .Min();

    private static Symptom Missing(WorldIndex index, IKubernetesObject item, DateTimeOffset since, int wanted, int has) =>
        new(SymptomCodes.ReplicasMissing, item.Ref(), Owners.TopOwner(index.Objects, item), Severity.Critical, since,
            $"{item.Kind} {item.Metadata.Name} has {has} of {wanted} pods and may not create more");
}
