using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>
/// A node that is ready by the kubelet's word, and of which something that watches it says that it is broken.
/// </summary>
internal sealed class NodeProblemRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.NodeProblem];

    public ImmutableArray<string> Explains => [SymptomCodes.NodeProblem];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var symptoms = complaint.Of(SymptomCodes.NodeProblem).ToImmutableArray();
        if (symptoms.IsEmpty || scene.Index.Objects.Find<Node>("", symptoms[0].Object.Name) is not { } node)
        {
            yield break;
        }

        var notes = new Notes();
        var broken = node.Status.Conditions.Where(NodeConditions.IsTrouble).ToList();
        var claims = broken
            .Select(c =>
                (Says: $"{c.Type} is {c.Status} ({c.Reason}): {Say.Short(c.Message ?? "", 300)}", Condition: c))
            .Select(c => new Claim(
                c.Says,
                [notes.Add(Sources.Node, c.Condition.Type, node.Ref(), c.Condition.LastTransitionTime ?? scene.Now,
                    c.Says)]))
            .ToImmutableArray();
        var pods = scene.Index.PodsOn(node.Metadata.Name).Count(p => !p.IsFinished());
        yield return new Draft
        {
            Cause = CauseCodes.NodeProblem,
            Severity = Severity.Warning,
            Root = node.Ref(),
            Edit = node.Ref(),
            Subject = complaint.Subject,
            Notes = notes,
            Chain = claims,
            Facts = Facts.Of(
                (FactNames.Node, node.Metadata.Name), ("condition", string.Join(",", broken.Select(c => c.Type))),
                ("pods", $"{pods}")),
            Weights = [Confidence.Stated],
            Explains = symptoms,
            Onset = symptoms.Min(s => s.Since),
            Summary = $"Node {node.Metadata.Name} is ready and not well ({Say.Count(pods, "pod")} on it): {Say.Short(claims[0].Text)}",
        };
    }
}
