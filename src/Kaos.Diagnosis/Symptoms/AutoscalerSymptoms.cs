using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

/// <summary>
/// Autoscalers that cannot do their work, or have reached their bound while load asks for more. A target that is scaled
/// to zero, or has no ready pod to measure, is not the autoscaler's trouble.
/// </summary>
internal static class AutoscalerSymptoms
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The controller itself tolerates a tenth before it scales.</summary>
    private const double Hot = 1.1;

    public static IEnumerable<Symptom> Of(WorldIndex index, HorizontalPodAutoscaler scaler, Moment now)
    {
        if (scaler.Metadata.DeletionTimestamp is null && Why(index, scaler, now) is var (since, why))
        {
            yield return new Symptom(
                SymptomCodes.AutoscalerStuck, scaler.Ref(), Target(index, scaler)?.Ref ?? scaler.Ref(),
                Severity.Warning, since,
                $"HorizontalPodAutoscaler {scaler.Metadata.Name} {why}");
        }
    }

    public static Workload? Target(WorldIndex index, HorizontalPodAutoscaler scaler) => index.WorkloadOf(
        Refs.Of(scaler.Spec.ScaleTargetRef.Kind, scaler.Metadata.Namespace, scaler.Spec.ScaleTargetRef.Name));

    private static (DateTimeOffset Since, string Why)? Why(WorldIndex index, HorizontalPodAutoscaler scaler, Moment now)
    {
        var able = scaler.Status.Conditions.Condition("AbleToScale");
        if (able is { IsFalse: true, Reason: "FailedGetScale" } && IsOld(able, now))
        {
            return (able.LastTransitionTime ?? now, $"finds nothing to scale: {Say.Short(able.Message ?? "")}");
        }

        if (able is { IsFalse: true, Reason: "FailedUpdateScale" } && IsOld(able, now))
        {
            return (able.LastTransitionTime ?? now, $"cannot change the scale: {Say.Short(able.Message ?? "")}");
        }

        var active = scaler.Status.Conditions.Condition("ScalingActive");
        if (active is { IsFalse: true, Reason: not "ScalingDisabled" } && IsOld(active, now) &&
            Target(index, scaler) is not { Ready: 0 })
        {
            return (active.LastTransitionTime ?? now, $"does not scale: {active.Reason}");
        }

        var limited = scaler.Status.Conditions.Condition("ScalingLimited");
        return limited is { IsTrue: true, Reason: "TooManyReplicas" } && IsOld(limited, now) &&
            scaler.Status.CurrentReplicas >= scaler.Spec.MaxReplicas && Load.Of(scaler) is { Ratio: > Hot }
            ? (limited.LastTransitionTime ?? now,
                $"is at its maximum of {scaler.Spec.MaxReplicas} replicas, and load asks for more")
            : null;
    }

    private static bool IsOld(Condition condition, Moment now) =>
        now.IsPast(condition.LastTransitionTime ?? now, Grace);
}
