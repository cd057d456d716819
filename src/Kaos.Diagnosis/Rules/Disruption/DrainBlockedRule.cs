using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Symptoms;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Disruption;

/// <summary>A disruption budget that keeps a node from being emptied, with its arithmetic.</summary>
internal sealed class DrainBlockedRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.PdbBlocksDrain];

    public ImmutableArray<string> Explains => [SymptomCodes.DrainBlocked];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var symptoms = complaint.Of(SymptomCodes.DrainBlocked).ToImmutableArray();
        if (symptoms.IsEmpty || scene.Index.Objects.Find<Node>("", symptoms[0].Object.Name) is not { } node)
        {
            yield break;
        }

        var held = DrainSymptoms.Movable(scene.Index, node)
            .Select(p => (Pod: p, Budget: DrainSymptoms.Holder(scene.Index, p)))
            .Where(p => p.Budget is not null)
            .GroupBy(p => p.Budget!.Ref())
            .OrderBy(g => g.Key.ToString(), StringComparer.Ordinal);
        foreach (var group in held)
        {
            yield return Draft(
                scene, complaint.Subject, symptoms, group.First().Budget!, [.. group.Select(g => g.Pod)]);
        }
    }

    private static Draft Draft(
        Scene scene, ObjectRef node, ImmutableArray<Symptom> symptoms, PodDisruptionBudget budget,
        ImmutableArray<Pod> pods)
    {
        var notes = new Notes();
        var status = budget.Status;
        var rule = budget.Spec.MaxUnavailable is { } most
            ? $"maxUnavailable {most}"
            : $"minAvailable {budget.Spec.MinAvailable}";
        var sum = $"{rule} of {status.ExpectedPods} pods keeps {status.DesiredHealthy} up, so {status.DisruptionsAllowed} may go";
        var spec = notes.Add(
            Sources.Spec, "budget", budget.Ref(), scene.Now, sum,
            ("expected", status.ExpectedPods), ("desired", status.DesiredHealthy),
            ("allowed", status.DisruptionsAllowed));
        var left = notes.Add(
            Sources.Node, "left", node, symptoms[0].Since,
            $"Node {node.Name} is closed since {Say.Clock(symptoms[0].Since)}; {Say.List(pods.Select(p => p.Metadata.Name))} still runs there");
        return new Draft
        {
            Cause = CauseCodes.PdbBlocksDrain,
            Severity = Severity.Warning,
            Root = budget.Ref(),
            Edit = budget.Ref(),
            Subject = node,
            Notes = notes,
            Chain = [new Claim($"{budget.Ref().Named()}: {sum}", [spec]),
                new Claim($"So node {node.Name} cannot be emptied", [left])],
            Facts = Facts.Of(
                (FactNames.Node, node.Name),
                ("expectedPods", status.ExpectedPods.ToString(CultureInfo.InvariantCulture)),
                ("minAvailable", budget.Spec.MinAvailable?.ToString()),
                ("maxUnavailable", budget.Spec.MaxUnavailable?.ToString()),
                ("suggested", "maxUnavailable=1")),
            Weights = [Confidence.Derived, Confidence.Derived],
            Explains = symptoms,
            Onset = symptoms[0].Since,
            Summary = $"Node {node.Name} cannot be emptied: {budget.Ref().Named()} never lets a pod go ({sum}). Run one more replica, or allow maxUnavailable 1.",
        };
    }
}
