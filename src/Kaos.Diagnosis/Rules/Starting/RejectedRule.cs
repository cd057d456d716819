using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>
/// A pod that was given to a node and that its kubelet does not take: the node has less than the scheduler believed, or
/// the pod asks for what the node does not allow.
/// </summary>
internal sealed class RejectedRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.PodRejected];

    public ImmutableArray<string> Explains => [SymptomCodes.PodRejected];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.PodRejected)
        .GroupBy(s => scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)?.Status.Reason ?? "")
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Draft(scene, complaint, [.. g]));

    /// <summary>
    /// Whether a kubelet has refused a pod of the same workload for want of the resource: the next pod that finds none
    /// of it waits for the same.
    /// </summary>
    public static bool IsFor(Scene scene, Complaint complaint, string resource) =>
        complaint.Of(SymptomCodes.PodRejected).Any(s => Says(scene, s).Contains(resource, StringComparison.Ordinal));

    private static string Says(Scene scene, Symptom symptom) =>
        scene.Index.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name)?.Status.Message ?? "";

    private static Draft Draft(Scene scene, Complaint complaint, ImmutableArray<Symptom> symptoms)
    {
        var subject = complaint.Subject;
        var notes = new Notes();
        var pod = scene.Index.Objects.Find<Pod>(symptoms[0].Object.Namespace ?? "", symptoms[0].Object.Name);
        var (reason, node) = (pod?.Status.Reason ?? "", pod?.Spec.NodeName ?? "");
        var says = $"{reason}: {Say.Short(pod?.Status.Message ?? "no more is said", 300)}";
        var told = notes.Add(Sources.PodStatus, "rejected", symptoms[0].Object, symptoms[0].Since, says);
        var root = IsOfNode(reason) && node.Length > 0 ? Refs.Of("Node", null, node) : subject;
        return new Draft
        {
            Cause = CauseCodes.PodRejected,
            Root = root,
            Edit = root,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"The kubelet of node {node} does not take the pod: {says}", [told])],
            Facts = Facts.Of((FactNames.Node, node), ("reason", reason), (FactNames.Workload, subject.Short())),
            Weights = [Confidence.Stated],
            Explains = [.. symptoms, .. complaint.Of(SymptomCodes.Pending).Where(p => Asks(scene, p)
                .Any(r => Says(scene, symptoms[0]).Contains(r, StringComparison.Ordinal)))],
            Onset = symptoms.Min(s => s.Since),
            Summary = $"{subject.Named()} does not start: node {node} does not take its pod, {says}",
        };
    }

    private static IEnumerable<string> Asks(Scene scene, Symptom pending) =>
        scene.Index.Objects.Find<Pod>(pending.Object.Namespace ?? "", pending.Object.Name)?.Spec.AllContainers()
            .SelectMany(c => c.Resources.Requests.Keys).Where(k => k.Contains('/', StringComparison.Ordinal)) ?? [];

    // What the node lacks at that moment; anything else is a demand of the pod that the node does not meet.
    private static bool IsOfNode(string reason) => reason.StartsWith("OutOf", StringComparison.Ordinal) ||
        reason is "UnexpectedAdmissionError" or "InvalidNodeInfo" or "VolumeAttachmentLimitExceeded";
}
