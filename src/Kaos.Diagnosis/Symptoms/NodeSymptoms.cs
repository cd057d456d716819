using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Symptoms;

internal static class NodeSymptoms
{
    // A node that has just joined is not ready for a moment.
    private static readonly TimeSpan Joining = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Blink = TimeSpan.FromSeconds(20);

    public static IEnumerable<Symptom> Of(Node node, Moment now)
    {
        var ready = node.Status.Conditions.Condition("Ready");
        if (ready is null || ready.IsTrue || node.Metadata.DeletionTimestamp is not null ||
            !now.IsPast(node.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue, Joining))
        {
            yield break;
        }

        var since = ready.LastTransitionTime ?? now.Now - Blink - TimeSpan.FromTicks(1);
        if (!now.IsPast(since, Blink))
        {
            yield break;
        }

        var why = Say.Short(ready.Message ?? ready.Reason ?? "no reason is given");
        yield return new Symptom(
            SymptomCodes.NodeNotReady, node.Ref(), node.Ref(), Severity.Critical, since,
            $"Node {node.Metadata.Name} is not ready since {Say.Clock(since)}: {why}");
    }
}
