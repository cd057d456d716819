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

    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Passing = TimeSpan.FromMinutes(1);
    private static readonly string[] Pressures = ["DiskPressure", "MemoryPressure", "PIDPressure"];

    public static IEnumerable<Symptom> Of(Node node, Moment now) =>
        Unready(node, now).Concat(Pressed(node, now)).Concat(Troubled(node, now));

    // Conditions that we do not know may well be true on a healthy node; these three never are.
    private static IEnumerable<Symptom> Pressed(Node node, Moment now) =>
        from type in Pressures
        let condition = node.Status.Conditions.Condition(type)
        where condition is { IsTrue: true } &&
            now.IsPast(condition.LastTransitionTime ?? DateTimeOffset.MinValue, Passing)
        select new Symptom(
            SymptomCodes.NodePressure, node.Ref(), node.Ref(), Severity.Warning, condition.LastTransitionTime ?? now,
            $"Node {node.Metadata.Name} has {type} since {Say.Clock(condition.LastTransitionTime ?? now)}: {Say.Short(condition.Message ?? condition.Reason ?? "")}");

    // One that is not ready says so itself; what else is wrong with it may well be why.
    private static IEnumerable<Symptom> Troubled(Node node, Moment now) =>
        from condition in node.Status.Conditions
        where NodeConditions.IsTrouble(condition) && node.Metadata.DeletionTimestamp is null &&
            node.Status.Conditions.Condition("Ready") is { IsTrue: true } &&
            now.IsPast(condition.LastTransitionTime ?? DateTimeOffset.MinValue, Settling)
        select new Symptom(
            SymptomCodes.NodeProblem, node.Ref(), node.Ref(), Severity.Warning, condition.LastTransitionTime ?? now,
            $"Node {node.Metadata.Name}: {condition.Type} is {condition.Status} since {Say.Clock(condition.LastTransitionTime ?? now)}: {Say.Short(condition.Message ?? condition.Reason ?? "")}");

    private static IEnumerable<Symptom> Unready(Node node, Moment now)
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
