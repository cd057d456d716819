using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules;

/// <summary>Turns drafts into findings: one for each root, with everything that follows from it.</summary>
internal static class FindingMaker
{
    private const int MostChain = 12;

    public static ImmutableArray<Finding> Make(Scene scene, IEnumerable<Draft> drafts)
    {
        var all = drafts.ToList();
        var byRoot = all.GroupBy(d => (d.Cause, Root: d.Root))
            .Select(g => One(scene, [.. g.OrderByDescending(d => d.Explains.Length)
                .ThenBy(d => d.Subject.ToString(), StringComparer.Ordinal)]));
        return [.. byRoot
            .OrderByDescending(f => f.Severity)
            .ThenByDescending(f => f.Confidence)
            .ThenByDescending(f => f.Symptoms.Length)
            .ThenBy(f => f.RootCause.ToString(), StringComparer.Ordinal)
            .ThenBy(f => f.CauseCode, StringComparer.Ordinal)];
    }

    private static Finding One(Scene scene, ImmutableArray<Draft> same)
    {
        var main = same[0];
        var subjects = same.Select(d => d.Subject).Distinct().ToList();
        var symptoms = same.SelectMany(d => d.Explains).Select(s => s.Object.Whole())
            .Concat(subjects.Count > 1 ? subjects : [])
            .Distinct()
            .OrderBy(o => o.ToString(), StringComparer.Ordinal);
        var summary = subjects.Count == 1
            ? main.Summary
            : $"{main.Summary} {subjects.Count - 1} other workloads suffer from the same.";
        return new Finding
        {
            CauseCode = main.Cause,
            Severity = same.Max(d => d.Severity),
            Confidence = Confidence.Of(main.Weights, NotRead.Touches(scene, main)),
            RootCause = main.Root,
            EditTarget = main.Edit,
            Subject = Subject(main, subjects),
            Symptoms = [.. symptoms],
            Summary = summary,
            Chain = [.. same.SelectMany(d => d.Chain).Take(Math.Max(main.Chain.Length, MostChain))],
            RuledOut = main.RuledOut,
            Evidence = [.. same.SelectMany(d => d.Notes.All).DistinctBy(e => e.Id)],
            Facts = main.Facts,
            FirstSeen = same.Min(d => d.Onset),
            LastSeen = scene.Now,
        };
    }

    // Several workloads with one root: the incident is about the root.
    private static ObjectRef Subject(Draft main, List<ObjectRef> subjects) =>
        subjects.Count == 1 ? main.Subject : main.Root.Whole();
}
