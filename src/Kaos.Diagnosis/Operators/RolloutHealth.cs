using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Operators;

/// <summary>
/// A Rollout of Argo Rollouts that gave up: aborted by an analysis, out of time, or with a specification it cannot
/// follow.
/// </summary>
internal static class RolloutHealth
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static ResourceTrouble? Of(CustomResource item)
    {
        var invalid = item.Conditions.Condition("InvalidSpec") is { IsTrue: true } found ? found : null;
        if (item.Status.Text("phase") != "Degraded" && invalid is null)
        {
            return null;
        }

        var said = item.Conditions.Condition("Progressing") is { IsFalse: true } stopped ? stopped : invalid;
        var text = item.Status.Text("message") ?? (said is null ? "no reason is given" : ResourceHealth.Words(said));
        return new ResourceTrouble(
            CauseCodes.RolloutStalled, $"phase Degraded: {Say.Short(text, 600)}", said?.LastTransitionTime, Grace);
    }
}
