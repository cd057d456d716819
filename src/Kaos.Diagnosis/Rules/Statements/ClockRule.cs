using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>A clock that runs apart: what was just signed is refused as not yet valid.</summary>
internal static class ClockRule
{
    public static Draft? Behind(Scene scene, Draft draft)
    {
        if (LogStatement.Find(scene, draft, Recognise) is not var (said, _))
        {
            return null;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var told = notes.Add(
            Sources.Logs, "clock", said.Pod.Ref() with { Container = said.Container.Name }, said.At ?? draft.Onset,
            $"It refuses what is not yet valid by its clock, {Say.Count(said.Times, "line")}: {Say.Short(said.Line, 300)}",
            ("lines", said.Times));
        var nodes = draft.Explains.Select(s =>
            scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)?.Spec.NodeName)
            .OfType<string>().Distinct().ToList();
        var healthyElsewhere = scene.Index.PodsOf(draft.Subject)
            .Any(p => p.IsReady() && !nodes.Contains(p.Spec.NodeName ?? ""));
        var isNode = nodes.Count == 1 && scene.Index.Objects.Find<Node>("", nodes[0]) is not null;
        var root = isNode ? Refs.Of("Node", null, nodes[0]) : draft.Root;
        return draft with
        {
            Cause = CauseCodes.ClockSkew,
            Root = root,
            Edit = root,
            Notes = notes,
            Chain =
            [
                new Claim(
                    isNode
                        ? $"The clock of node {nodes[0]} disagrees with that of whoever signed"
                        : "Its clock disagrees with that of whoever signed",
                    [told]),
                .. draft.Chain.TakeLast(1),
            ],
            Facts = draft.Facts.SetItems(Facts.Of(("node", isNode ? nodes[0] : null))),
            Weights = healthyElsewhere ? [Confidence.Stated, Confidence.Derived] : [Confidence.Stated],
            Summary = $"{draft.Subject.Named()} refuses what is not yet valid: the clock " +
                (isNode ? $"of node {nodes[0]} " : "") + $"disagrees with the signer's ({Say.Short(said.Line, 120)}).",
        };
    }

    private static string? Recognise(string line) => Clocks.RunApart(line) ? line : null;
}
