using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Configuration;

/// <summary>
/// Looks behind an explanation: where a ConfigMap that the workload reads changed just before the trouble began, the
/// change is the cause and the explanation becomes its consequence.
/// </summary>
internal static class ConfigChangeRule
{
    private static readonly TimeSpan NearMeasured = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NearGuessed = TimeSpan.FromMinutes(30);
    private static readonly HashSet<string> Follows =
        [CauseCodes.OomLimit, CauseCodes.CrashLoop, CauseCodes.ProbeFailing, CauseCodes.Unknown];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause))
        {
            return draft;
        }

        var maps = scene.Graph.DependsOn(draft.Subject).Where(d => d.To.Kind == "ConfigMap").Select(d => d.To)
            .ToHashSet();
        var near = scene.Timeline(draft.Subject)
            .Before(draft.Onset, draft.OnsetIsMeasured ? NearMeasured : NearGuessed)
            .Where(c => maps.Contains(c.Object) || (c.Kind == ChangeKind.Revision && c.Object == draft.Subject))
            .OrderBy(c => (draft.Onset - c.At).Duration())
            .ThenByDescending(c => c.Kind)
            .ToList();
        return near.FirstOrDefault(c => c.Kind == ChangeKind.Configuration) is { } change
            ? Caused(scene, draft, change, near.Any(c => c.Kind == ChangeKind.Revision))
            : draft;
    }

    private static Draft Caused(Scene scene, Draft draft, Change change, bool alsoRolledOut)
    {
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var changed = notes.Add(
            Sources.Changes, "config-change", change.Object, change.At,
            $"{change.Object.Named()} was changed at {Say.Clock(change.At)} by {change.Who}: {change.What}");
        var weights = draft.Weights.Add(Confidence.Aligned);
        var chain = ImmutableArray.CreateBuilder<Claim>();
        chain.Add(new Claim(
            $"{change.Object.Named()}, which {draft.Subject.Named()} reads, was changed at {Say.Clock(change.At)}",
            [changed]));
        if (NewTrouble(scene, draft.Subject, change.At) is var (pattern, pod))
        {
            weights = weights.Add(Confidence.Agreeing);
            var logged = notes.Add(
                Sources.Logs, "first-new-trouble", pod, pattern.FirstSeen ?? change.At, NewLine(pattern),
                ("lines", pattern.Count));
            chain.Add(new Claim($"Since then it logs \"{Say.Short(pattern.Sample)}\"", [logged]));
        }

        if (draft.RuledOut.Length > 0)
        {
            weights = weights.Add(Confidence.Agreeing);
        }

        return draft with
        {
            Cause = CauseCodes.ConfigChange,
            Root = change.Object,
            Edit = change.Object,
            Notes = notes,
            Chain = [.. chain, .. draft.Chain],
            Weights = alsoRolledOut ? weights : weights.Add(Confidence.Agreeing),
            RuledOut = alsoRolledOut ? draft.RuledOut : draft.RuledOut.Add(new RuledOut(
                "a new version of the workload",
                $"{draft.Subject.Named()} had no new revision around {Say.Clock(change.At)}",
                [changed])),
            Facts = Facts(draft, change),
            Summary = $"A change of {change.Object.Named()} at {Say.Clock(change.At)} caused this: {draft.Summary}",
        };
    }

    private static string NewLine(LogPattern pattern)
    {
        var when = pattern.FirstSeen is { } at ? $" first at {Say.Clock(at)}" : "";
        return $"New in the logs: \"{Say.Short(pattern.Sample)}\"{when}, {Say.Count(pattern.Count, "line")} like it";
    }

    private static ImmutableSortedDictionary<string, string> Facts(Draft draft, Change change)
    {
        var facts = draft.Facts
            .SetItem(FactNames.ConfigMap, change.Object.Name)
            .SetItem(FactNames.ChangedAt, Say.Stamp(change.At))
            .SetItem(FactNames.ChangedBy, change.Who)
            .SetItem(FactNames.Workload, $"{draft.Subject.Kind}/{draft.Subject.Name}");
        return facts.SetItems(change.Details);
    }

    // The first bad line after the change that had not been said before it, over the pods that were read.
    private static (LogPattern Pattern, ObjectRef Pod)? NewTrouble(
        Scene scene, ObjectRef subject, DateTimeOffset changed)
    {
        var from = changed - ChangeTimeline.Tolerance;
        return scene.Index.PodsOf(subject)
            .SelectMany(p => p.AllStatuses().SelectMany(s => new[] { true, false }
                .Select(previous => scene.Folded(p.Metadata.Namespace, p.Metadata.Name, s.Name, previous))
                .OfType<LogFolding>()
                .SelectMany(f => f.Patterns.Where(l => l.Level >= LineLevel.Warning))
                .Select(l => (Pattern: l, Pod: p.Ref() with { Container = s.Name }))))
            .Where(l => l.Pattern.FirstSeen is null || l.Pattern.FirstSeen >= from)
            .OrderBy(l => l.Pattern.FirstSeen ?? DateTimeOffset.MaxValue)
            .ThenBy(l => l.Pattern.FirstIndex)
            .ThenBy(l => l.Pod.ToString(), StringComparer.Ordinal)
            .Select(l => ((LogPattern, ObjectRef)?)l)
            .FirstOrDefault();
    }
}
