using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Memory;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>What shows on the workload that was complained about: how slow since when, what it is not, what it says.</summary>
/// <param name="Complains">It logs trouble again and again.</param>
internal sealed record Slowdown(
    DateTimeOffset? Onset,
    Notes Notes,
    ImmutableArray<Claim> Chain,
    ImmutableArray<RuledOut> RuledOut,
    LogPattern? Complains,
    string Summary)
{
    private const int Loud = 3;

    public static Slowdown Tell(Scene scene, ObjectRef subject)
    {
        var notes = new Notes();
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var summary = $"{subject.Named()} does not work as it should.";
        var change = Latency(scene, subject);
        if (change is not null && MetricChoice.Latency(scene.MetricNames(subject.Namespace ?? "")) is { } metric)
        {
            var text = Rise(metric, change);
            var id = notes.Add(Sources.Metrics, "latency", subject, change.At, text, ("before", change.Before), ("after", change.After));
            chain.Add(new Claim(text, [id]));
            summary = $"{subject.Named()} is slow: {text}.";
        }

        var ruledOut = CrashLoop(scene, subject, notes)
            .AddRange(change is null ? [] : TrafficSpike.RuledOut(scene, subject, change.At, notes));
        var loudest = Loudest(scene, subject, change?.At);
        if (loudest is var (pattern, pod))
        {
            var id = notes.Add(
                Sources.Logs, "loudest", pod, pattern.FirstSeen ?? scene.Now,
                $"It logs again and again: \"{Say.Short(pattern.Sample)}\", {Say.Count(pattern.Count, "time")}", ("lines", pattern.Count));
            chain.Add(new Claim($"It logs \"{Say.Short(pattern.Sample)}\"", [id]));
        }

        return new Slowdown(change?.At ?? loudest?.Pattern.FirstSeen, notes, chain.ToImmutable(), ruledOut, loudest?.Pattern, summary);
    }

    public static ChangePoint? Latency(Scene scene, ObjectRef subject) =>
        MetricChoice.Latency(scene.MetricNames(subject.Namespace ?? "")) is { } metric &&
        ChangePoint.Find(SubjectSeries.Of(scene, subject, metric, SubjectSeries.Fold.Highest)) is { } change &&
        change.After > change.Before
            ? change
            : null;

    private static string Rise(string metric, ChangePoint change)
    {
        var unit = MetricChoice.SecondsPerUnit(metric);
        string Show(double value) => unit is { } seconds ? Say.Duration(value * seconds) : Say.Number(value);
        var isTop = metric.Contains("99", StringComparison.Ordinal) ||
            metric.Contains("quantile", StringComparison.OrdinalIgnoreCase);
        var what = isTop ? "p99 latency" : "latency";
        var how = change.Sudden ? "not gradual" : "gradually";
        var factor = double.IsFinite(change.Factor) ? $"{Say.Number(Math.Round(change.Factor))}x, {how}" : how;
        return $"{what} rose from {Show(change.Before)} to {Show(change.After)} at {Say.Clock(change.At)} ({factor})";
    }

    private static ImmutableArray<RuledOut> CrashLoop(Scene scene, ObjectRef subject, Notes notes)
    {
        var pods = scene.Index.PodsOf(subject).Where(p => !p.IsFinished()).ToList();
        var restarts = pods.Sum(p => p.AllStatuses().Sum(s => s.RestartCount));
        if (pods.Count == 0 || restarts > 0 || pods.Any(p => !p.IsReady()))
        {
            return [];
        }

        var id = notes.Add(
            Sources.PodStatus, "all-running", subject, scene.Now,
            $"All {pods.Count} pods run and are ready, with no restarts", ("pods", pods.Count), ("restarts", 0));
        return [new RuledOut("a crash loop", $"all {pods.Count} pods are ready and none was restarted", [id])];
    }

    private static (LogPattern Pattern, ObjectRef Pod)? Loudest(Scene scene, ObjectRef subject, DateTimeOffset? onset)
    {
        var byTemplate = scene.Index.PodsOf(subject)
            .SelectMany(p => p.AllStatuses().Select(s => (
                Pod: p.Ref() with { Container = s.Name },
                Folding: scene.Folded(p.Metadata.Namespace, p.Metadata.Name, s.Name, false))))
            .Where(f => f.Folding is not null)
            .SelectMany(f => (f.Folding?.Patterns ?? []).Select(p => (Pattern: p, f.Pod)))
            .Where(p => p.Pattern.Level >= LineLevel.Warning && !(p.Pattern.LastSeen < onset))
            .GroupBy(p => p.Pattern.Template, StringComparer.Ordinal)
            .Select(g => (Pattern: g.First().Pattern with
            {
                Count = g.Sum(p => p.Pattern.Count),
                FirstSeen = g.Min(p => p.Pattern.FirstSeen),
                LastSeen = g.Max(p => p.Pattern.LastSeen),
            }, g.OrderBy(p => p.Pod.ToString(), StringComparer.Ordinal).First().Pod));
        return byTemplate
            .Where(p => p.Pattern.Count >= Loud)
            .OrderByDescending(p => p.Pattern.Count).ThenBy(p => p.Pattern.Template, StringComparer.Ordinal)
            .Select(p => ((LogPattern, ObjectRef)?)p)
            .FirstOrDefault();
    }
}
