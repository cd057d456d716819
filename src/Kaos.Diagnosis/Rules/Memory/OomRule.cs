using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Memory;

/// <summary>A container needs more memory than its limit allows.</summary>
internal sealed class OomRule : IRule
{
    private const int MostPods = 3;

    // Samples are taken every half minute or so, and the last moment before the kill is rarely among them.
    private const decimal Full = 0.9m;
    private static readonly TimeSpan OneIncident = TimeSpan.FromHours(2);

    public ImmutableArray<string> Causes => [CauseCodes.OomLimit];

    public ImmutableArray<string> Explains => [SymptomCodes.OomKilled];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint)
    {
        foreach (var wish in Wishes.Metrics(scene, complaint, MetricChoice.WorkingSet, MetricChoice.Requests))
        {
            yield return wish;
        }

        var symptoms = complaint.Of(SymptomCodes.OomKilled).ToList();
        var around = Jump(scene, complaint, symptoms[0].Object.Container)?.Point.At ?? complaint.Since;
        foreach (var at in symptoms.Select(s => s.Object).Where(o => o.Container is not null).Take(MostPods))
        {
            foreach (var wish in Wishes.Logs(at, at.Container ?? "", previous: true, around))
            {
                yield return wish;
            }
        }
    }

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.OomKilled)
        .Where(s => s.Object.Container is not null)
        .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Judge(scene, complaint, g.Key, [.. g]))
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, Complaint complaint, string container, ImmutableArray<Symptom> symptoms)
    {
        if (OomKills.Of(scene, complaint, container) is not { } kills)
        {
            return null;
        }

        var subject = complaint.Subject;
        var target = subject with { Container = container };
        var notes = new Notes();
        var killed = notes.Add(
            kills.Source, "oom-kills", subject, kills.Last, kills.Text, ("kills", kills.Count), ("windowMinutes", 30));
        var weights = ImmutableArray.CreateBuilder<double>();
        weights.Add(Confidence.Stated);
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts[FactNames.Container] = container;
        facts[FactNames.Workload] = $"{subject.Kind}/{subject.Name}";
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var limit = Limit(scene, complaint, container);
        var jump = Jump(scene, complaint, container);
        var advice = limit is { } stated ? MemoryLimit.Advise(container, stated, jump?.Point.Peak) : null;
        if (limit is { } bounded && advice is not null)
        {
            facts[FactNames.Limit] = bounded.ToString();
            facts[FactNames.SuggestedLimit] = advice.Suggested;
            var spec = notes.Add(
                Sources.Spec, "memory-limit", target, scene.Now,
                $"The memory limit of container {container} is {bounded}; {advice.Suggested} would do: {advice.Because}",
                ("bytes", (double)bounded.Value));
            chain.Add(new Claim($"Container {container} may use {bounded} of memory", [spec]));
        }

        if (jump is not null)
        {
            chain.Add(TellJump(notes, facts, weights, subject, jump.Point));
        }
        else if (limit is { } bound && AtLimit(scene, subject, container, bound) is { } top)
        {
            chain.Add(TellTop(notes, facts, weights, subject, top));
        }

        chain.Add(new Claim(
            $"The kernel kills {container} when it exceeds its memory, {Say.Count(kills.Count, "time")} counted",
            [killed]));
        return new Draft
        {
            Cause = CauseCodes.OomLimit,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = chain.ToImmutable(),
            RuledOut = TrafficSpike.RuledOut(scene, subject, jump?.Point.At ?? kills.First, notes),
            Facts = facts.ToImmutable(),
            Weights = weights.ToImmutable(),
            Explains = symptoms,
            Onset = jump?.Point.At ?? Began(scene, complaint, kills),
            OnsetIsMeasured = jump is not null,
            Shift = jump,
            Limit = advice,
            Summary = limit is null
                ? $"Container {container} of {subject.Named()} is killed for lack of memory; it has no limit of its own."
                : $"Container {container} of {subject.Named()} needs more memory than its limit of {limit} allows.",
        };
    }

    private static Claim TellJump(
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ObjectRef subject,
        ChangePoint jump)
    {
        facts[FactNames.Peak] = Say.Bytes(jump.Peak);
        weights.Add(Confidence.Aligned);
        var how = jump.Sudden ? "jumped" : "climbed gradually";
        var id = notes.Add(
            Sources.Metrics, "working-set", subject, jump.At,
            $"Memory in use {how} from {Say.Bytes(jump.Before)} to {Say.Bytes(jump.Peak)} at {Say.Clock(jump.At)}",
            ("before", jump.Before), ("peak", jump.Peak));
        return new Claim($"Memory in use {how} to {Say.Bytes(jump.Peak)} at {Say.Clock(jump.At)}", [id]);
    }

    // Where every run climbs to the limit and is killed there, no moment stands out.
    private static Sample? AtLimit(Scene scene, ObjectRef subject, string container, Quantity limit) =>
        MetricChoice.WorkingSet(scene.MetricNames(subject)) is { } metric &&
            SubjectSeries.Of(scene, subject, metric, SubjectSeries.Fold.Highest, container)
                .Where(sample => (decimal)sample.Value >= limit.Value * Full)
                .Select(sample => (Sample?)sample).MaxBy(sample => sample?.Value) is { } top
            ? top
            : null;

    private static Claim TellTop(
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ObjectRef subject,
        Sample top)
    {
        facts[FactNames.Peak] = Say.Bytes(top.Value);
        weights.Add(Confidence.Aligned);
        var id = notes.Add(
            Sources.Metrics, "working-set", subject, top.At,
            $"Memory in use reached {Say.Bytes(top.Value)} at {Say.Clock(top.At)}", ("peak", top.Value));
        return new Claim($"Memory in use reaches the limit: {Say.Bytes(top.Value)} at {Say.Clock(top.At)}", [id]);
    }

    private static Quantity? Limit(Scene scene, Complaint complaint, string container)
    {
        var spec = scene.Index.WorkloadOf(complaint.Subject)?.Template.Spec.Container(container) ??
            scene.Index.PodsOf(complaint.Subject).Select(p => p.Spec.Container(container))
                .FirstOrDefault(c => c is not null);
        return spec is not null && spec.Resources.Limits.TryGetValue("memory", out var limit) ? limit : null;
    }

    private static Shift? Jump(Scene scene, Complaint complaint, string? container) =>
        Shift.Find(
            scene, complaint.Subject, MetricChoice.WorkingSet, SubjectSeries.Fold.Highest, container) is { } jump &&
        jump.Point.After > jump.Point.Before
            ? jump
            : null;

    // Without a metric the trouble is as old as the first back-off that is still visible.
    private static DateTimeOffset Began(Scene scene, Complaint complaint, OomKills kills)
    {
        var backOff = scene.Index.PodEventsOf(complaint.Subject)
            .Where(e => e.Reason == "BackOff" && e.LastSeen > scene.Now - OneIncident)
            .Select(e => e.FirstSeen)
            .Min();
        return backOff < kills.First ? backOff.Value : kills.First;
    }
}
