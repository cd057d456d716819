using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Rules.Storage;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>A pod whose sandbox the node's runtime cannot make, for other reasons than its network.</summary>
internal sealed class SandboxRule : IRule
{
    // The kubelet fails before, at, or after making it; the last is said of much else.
    private static readonly string[] Reasons =
    [
        "FailedCreatePodSandBox", "FailedPrepareDynamicResources", "FailedCreatePodContainer", "FailedPodSandBoxStatus",
        "FailedSync",
    ];

    public ImmutableArray<string> Causes => [CauseCodes.RuntimeClassMissing, CauseCodes.SandboxFailed];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.Pending))
        {
            var pod = scene.Index.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name);
            var told = scene.Index.EventsOf(symptom.Object.Whole())
                .Where(e => Reasons.Contains(e.Reason))
                .OrderByDescending(e => e.Reason == Reasons[0]).ThenByDescending(e => e.LastSeen)
                .FirstOrDefault();
            if (pod?.Spec.NodeName is { } node && told?.Message is { } said &&
                !PodNetworkRule.IsOfNetwork(said))
            {
                yield return Draft(scene, complaint.Subject, symptom, Refs.Of("Node", null, node), told, said);
            }
        }
    }

    private static Draft Draft(Scene scene, ObjectRef subject, Symptom symptom, ObjectRef node, Event told, string said)
    {
        var notes = new Notes();
        var core = said.LastIndexOf("desc = ", StringComparison.Ordinal) is var at and >= 0
            ? said[(at + "desc = ".Length)..]
            : said;
        var id = notes.Add(
            Sources.Events, "sandbox", symptom.Object, told.LastSeen ?? scene.Now,
            $"The kubelet of {node.Name} says: {Say.Short(core, 300)}", ("times", told.Times));
        var isClass = said.Contains("no runtime for", StringComparison.OrdinalIgnoreCase) ||
            said.Contains("RuntimeHandler", StringComparison.OrdinalIgnoreCase) ||
            said.Contains("runtime handler", StringComparison.OrdinalIgnoreCase);
        var handler = !isClass ? "" : core.Split('"') is { Length: > 2 } parts ? parts[1]
            : MountTrouble.Between(core, "runtime handler ", " ") ?? "";
        var what = told.Reason == "FailedPrepareDynamicResources" ? "prepare its devices" : "make its sandbox";
        var root = isClass ? subject : node;
        return new Draft
        {
            Cause = isClass ? CauseCodes.RuntimeClassMissing : CauseCodes.SandboxFailed,
            Root = root,
            Edit = root,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim(isClass ? $"Node {node.Name} has no runtime {handler}" : $"Node {node.Name} cannot {what}: {Say.Short(core)}", [id])],
            Facts = Facts.Of((FactNames.Node, node.Name), ("runtime", handler), (FactNames.Workload, subject.Short())),
            Weights = [Confidence.Stated],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = isClass
                ? $"{subject.Named()} does not start: its runtime class asks for runtime {handler}, which node {node.Name} does not have."
                : $"{subject.Named()} does not start: node {node.Name} cannot {what} ({Say.Short(core)}).",
        };
    }
}
