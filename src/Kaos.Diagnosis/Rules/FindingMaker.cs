using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules;

/// <summary>Turns drafts into findings: one for each root, with everything that follows from it.</summary>
internal static class FindingMaker
{
    private const int MostChain = 12;
    private const int LongestChain = 4;

    public static ImmutableArray<Weighed> Make(Scene scene, IEnumerable<Draft> drafts)
    {
        ImmutableArray<Draft> own = [.. drafts];
        var all = Absorb(own);

        // Who has the cause itself tells more of it than who suffers from it.
        var first = new HashSet<Draft>(own, ReferenceEqualityComparer.Instance);
        var rivals = new Rivals(all);
        var byRoot = all.GroupBy(d => (d.Cause, Root: d.Root))
            .Select(g => One(scene, rivals, [.. g.OrderByDescending(d => d.Root.Whole() == d.Subject)
                .ThenByDescending(first.Contains)
                .ThenByDescending(d => d.Explains.Length)
                .ThenBy(d => d.Subject.ToString(), StringComparer.Ordinal)]));
        return [.. byRoot
            .OrderByDescending(w => w.Finding.Severity)
            .ThenByDescending(w => w.Finding.Confidence)
            .ThenByDescending(w => w.Finding.Symptoms.Length)
            .ThenBy(w => w.Finding.RootCause.ToString(), StringComparer.Ordinal)
            .ThenBy(w => w.Finding.CauseCode, StringComparer.Ordinal)];
    }

    // Who fails for want of something that has a finding of its own suffers from that cause.
    private static List<Draft> Absorb(ImmutableArray<Draft> drafts)
    {
        var result = new List<Draft>();
        foreach (var draft in drafts)
        {
            var root = draft;
            for (var i = 0; i < LongestChain && Behind(drafts, root) is { } next; i++)
            {
                root = next;
            }

            result.Add(root == draft ? draft : draft with
            {
                Cause = root.Cause,
                Root = root.Root,
                Edit = root.Edit,
                Facts = root.Facts,
                Chain = [.. root.Chain, .. draft.Chain],
                Explains = draft.Explains,
            });
        }

        return result;
    }

    private static Draft? Behind(ImmutableArray<Draft> drafts, Draft draft)
    {
        var other = draft.SuffersFrom ?? (draft.Cause == CauseCodes.UpstreamUnavailable ? draft.Root : null);
        return other is null || other == draft.Subject
            ? null
            : drafts.FirstOrDefault(d => d != draft && IsOf(d, other) && d.SuffersFrom != draft.Subject);
    }

    // Of a workload, or of one container of it.
    private static bool IsOf(Draft draft, ObjectRef other) => other.Container is null
        ? draft.Subject == other
        : draft.Subject == other.Whole() && draft.Explains.Any(s => s.Object.Container == other.Container);

    private static Weighed One(Scene scene, Rivals rivals, ImmutableArray<Draft> same)
    {
        var main = same[0];
        var grounds = new Grounds(
            main.Cause, Confidence.Evidence(main.Weights), NotRead.Touches(scene, main), rivals.Of(main));
        var subjects = same.Select(d => d.Subject).Distinct().ToList();
        var own = main.Explains.Select(s => s.Object.Whole()).ToHashSet();
        var symptoms = same.SelectMany(d => d.Explains).Select(s => s.Object.Whole())
            .Concat(subjects.Count > 1 ? subjects : [])
            .Distinct()
            .OrderBy(o => !own.Contains(o)).ThenBy(o => o.ToString(), StringComparer.Ordinal);
        var summary = subjects.Count == 1
            ? main.Summary
            : $"{main.Summary} {Say.Count(subjects.Count - 1, "other workload suffers", "other workloads suffer")} from the same.";
        var (edit, facts) = Kept(scene, main);
        if (subjects.Count > 1 && edit.Kind is not ("Deployment" or "StatefulSet" or "DaemonSet"))
        {
            // Taking one of them back helps that one alone.
            facts = facts.Remove(FactNames.WellBefore);
        }

        var finding = new Finding
        {
            CauseCode = main.Cause,
            Severity = same.Max(d => d.Severity),
            Confidence = Confidence.Of(grounds),
            RootCause = main.Root,
            EditTarget = edit,
            Subject = Subject(main, subjects),
            Symptoms = [.. symptoms],
            Summary = summary,
            Chain = [.. same.SelectMany(d => d.Chain).DistinctBy(c => c.Text)
                .Take(Math.Max(main.Chain.Length, MostChain))],
            RuledOut = main.RuledOut,
            Evidence = [.. same.SelectMany(d => d.Notes.All).DistinctBy(e => e.Id)],
            Facts = facts,
            Shift = main.Shift?.Fact,
            Limit = main.Limit,
            FirstSeen = same.Min(d => d.Onset),
            LastSeen = scene.Now,
        };
        return new Weighed(finding, grounds);
    }

    // What an operator made is changed in the resource that it was made from; what a repository keeps, there.
    private static (ObjectRef Edit, ImmutableSortedDictionary<string, string> Facts) Kept(Scene scene, Draft main)
    {
        if (scene.Index.Objects.Find(main.Edit.Kind, main.Edit.Namespace ?? "", main.Edit.Name) is not { } item ||
            Keeper.Of(scene.Index.Objects, item) is not { } keeper)
        {
            return (main.Edit, main.Facts);
        }

        var drift = HandEdit.Of(item, keeper);
        return (keeper.Resource ?? main.Edit, main.Facts.SetItems(Facts.Of(
            ("keptBy", keeper.Text),
            ("changedByHand",
                drift is null ? null : $"{Say.List(drift.Fields)} with {drift.By} at {Say.Stamp(drift.At)}"))));
    }

    // Several workloads with one root: the incident is about the root.
    private static ObjectRef Subject(Draft main, List<ObjectRef> subjects) =>
        subjects.Count == 1 ? main.Subject : main.Root.Whole();
}
