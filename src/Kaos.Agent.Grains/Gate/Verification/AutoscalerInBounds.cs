using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>The autoscaler works, and what it wants lies within its bounds: it has taken note of them.</summary>
internal sealed class AutoscalerInBounds : ICheck
{
    public string Kind => CheckNames.AutoscalerInBounds;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead("horizontalpodautoscalers") is { } why)
        {
            return CheckReading.Unknown("autoscaler", $"{input.Object} could not be read ({why})");
        }

        if (input.World.Objects.Find(
            input.Object.Kind, input.Object.Namespace ?? "", input.Object.Name) is not HorizontalPodAutoscaler scaler)
        {
            return new CheckReading(VerificationState.Failed, "autoscaler", $"{input.Object} is gone");
        }

        var (least, most) = (scaler.Spec.MinReplicas ?? 1, scaler.Spec.MaxReplicas);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{input.Object.Name} wants {scaler.Status.DesiredReplicas} replicas, between {least} and {most}");
        return scaler.Status.Conditions.FirstOrDefault(one =>
            one is { Type: "AbleToScale", IsFalse: true }) is { } stuck
            ? new CheckReading(
                VerificationState.NotYet, "autoscaler", $"{input.Object.Name} cannot scale ({stuck.Reason})")
            : new CheckReading(
                scaler.Status.DesiredReplicas >= least && scaler.Status.DesiredReplicas <= most
                    ? VerificationState.Good
                    : VerificationState.NotYet,
                "autoscaler", text);
    }
}
