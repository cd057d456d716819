using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>
/// A node short of memory, disk or process ids. Where one container uses most of it, that one is the cause.
/// </summary>
internal sealed class NodePressureRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.NodeDiskPressure, CauseCodes.NodeMemoryPressure, CauseCodes.NodePidPressure,
        CauseCodes.NoisyNeighbour,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.NodePressure];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.NodePressure))
        {
            var node = scene.Index.Objects.Find<Node>("", symptom.Object.Name);
            foreach (var (type, cause) in node is null ? [] : Kinds)
            {
                if (node?.Status.Conditions.Condition(type) is { IsTrue: true } condition &&
                    symptom.Text.Contains(type, StringComparison.Ordinal))
                {
                    yield return Draft(scene, complaint.Subject, node, condition, cause, symptom);
                }
            }
        }
    }

    private static readonly (string Type, string Cause)[] Kinds =
    [
        ("DiskPressure", CauseCodes.NodeDiskPressure), ("MemoryPressure", CauseCodes.NodeMemoryPressure),
        ("PIDPressure", CauseCodes.NodePidPressure),
    ];

    private static Draft Draft(
        Scene scene, ObjectRef subject, Node node, Condition condition, string cause, Symptom symptom)
    {
        var notes = new Notes();
        var told = notes.Add(Sources.Node, condition.Type, node.Ref(), symptom.Since, symptom.Text);
        var evicted = Evicted(scene, node, symptom.Since);
        var chain = new List<Claim> { new($"Node {node.Metadata.Name} has {condition.Type}", [told]) };
        if (evicted.Count > 0)
        {
            var names = Say.List(evicted.Select(p => p.Metadata.Name).Order(StringComparer.Ordinal));
            chain.Add(new Claim(
                $"It put off {Say.Count(evicted.Count, "pod")}",
                [notes.Add(Sources.PodStatus, "evicted", node.Ref(), scene.Now, $"Evicted from it: {names}",
                    ("pods", evicted.Count))]));
        }

        var hog = cause == CauseCodes.NodePidPressure ? null
            : cause == CauseCodes.NodeMemoryPressure
                ? Hog.ByMemory(scene, node, evicted)
                : Hog.ByDisk(scene, node, evicted);
        if (hog is not null)
        {
            chain.Insert(
                0, new Claim(
                    hog.Text, [notes.Add(hog.Source, "hog", hog.Container, scene.Now, hog.Text, ("used", hog.Used))]));
        }

        return new Draft
        {
            Cause = hog is null ? cause : CauseCodes.NoisyNeighbour,
            Severity = Severity.Warning,
            Root = hog?.Workload ?? node.Ref(),
            Edit = hog?.Workload ?? node.Ref(),
            Subject = subject,
            Notes = notes,
            Chain = [.. chain],
            Facts = Facts.Of(
                (FactNames.Node, node.Metadata.Name), ("condition", condition.Type),
                ("evicted", Say.Number(evicted.Count)),
                (FactNames.Container, hog?.Workload.Container), ("used", hog is null ? null : Say.Bytes(hog.Used))),
            Weights = hog is null ? [Confidence.Stated] : [Confidence.Stated, Confidence.Derived],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = $"Node {node.Metadata.Name} has {condition.Type} since {Say.Clock(symptom.Since)}" +
                (hog is null ? "" : $": {hog.Text}") + (evicted.Count == 0 ? "." : $"; {Say.Count(evicted.Count, "pod")} evicted."),
        };
    }

    private static List<Pod> Evicted(Scene scene, Node node, DateTimeOffset since) =>
        [.. scene.Index.PodsOn(node.Metadata.Name).Where(p => p.Status is { Phase: "Failed", Reason: "Evicted" } &&
            (p.Status.Conditions.Condition("DisruptionTarget")?.LastTransitionTime ?? scene.Now) > since - TimeSpan.FromHours(1))];
}
