using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Memory;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>
/// What shows on the workload that was complained about: how slow since when, what it is not, what it says.
/// </summary>
/// <param name="Complains">It logs trouble again and again.</param>
internal sealed record Slowdown(
    DateTimeOffset? Onset,
    Notes Notes,
    ImmutableArray<Claim> Chain,
    ImmutableArray<RuledOut> RuledOut,
    LogPattern? Complains,
    string Summary,
    Shift? Shift)
{
    private const int Loud = 3;

    public static Slowdown Tell(Scene scene, ObjectRef subject)
    {
        var notes = new Notes();
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var summary = $"{subject.Named()} does not work as it should.";
        var slower = Latency(scene, subject);
        var failing = ErrorShare.Rise(scene, subject);
        var shift = slower ?? failing;
        var change = shift?.Point;
        if (failing is { Point: var errors })
        {
            var text = $"{Percent(errors.After)} of its requests fail since {Say.Clock(errors.At)}, {Percent(errors.Before)} before";
            chain.Add(new Claim(text, [notes.Add(
                Sources.Metrics, "errors", subject, errors.At, text, ("before", errors.Before),
                ("after", errors.After))]));
            summary = $"{subject.Named()} fails: {text}.";
        }

        if (slower is not null && change is not null)
        {
            var text = Rise(slower.Metric, change);
            var id = notes.Add(
                Sources.Metrics, "latency", subject, change.At, text, ("before", change.Before),
                ("after", change.After));
            chain.Add(new Claim(text, [id]));
            summary = $"{subject.Named()} is slow: {text}.";
        }

        var ruledOut = CrashLoop(scene, subject, notes)
            .AddRange(change is null ? [] : TrafficSpike.RuledOut(scene, subject, change.At, notes));
        var loudest = Loudest(scene, subject, change?.At);
        var rate = loudest?.Rate;
        if (loudest is var (pattern, pod, _))
        {
            var often = rate is null
                ? ""
                : $"; {Say.Number(rate.After)} a minute since {Say.Clock(rate.At)}, {Say.Number(rate.Before)} before";
            var id = notes.Add(
                Sources.Logs, "loudest", pod, rate?.At ?? pattern.FirstSeen ?? scene.Now,
                $"It logs again and again: \"{Say.Short(pattern.Sample)}\", {Say.Count(pattern.Count, "time")}{often}",
                rate is null
                    ? [("lines", pattern.Count)]
                    : [("lines", pattern.Count), ("before", rate.Before), ("after", rate.After)]);
            chain.Add(new Claim($"It logs \"{Say.Short(pattern.Sample)}\"", [id]));
        }

        return new Slowdown(
            change?.At ?? rate?.At ?? loudest?.Pattern.FirstSeen, notes, chain.ToImmutable(), ruledOut,
            loudest?.Pattern, summary, shift);
    }

    public static Shift? Latency(Scene scene, ObjectRef subject) =>
        Shift.Find(scene, subject, MetricChoice.Latency, SubjectSeries.Fold.Highest) is { } shift &&
            shift.Point.After > shift.Point.Before
            ? shift
            : null;

    private static string Percent(double share) => $"{Say.Number(share * 100)} %";

    private static string Rise(string metric, ChangePoint change)
    {
        var unit = MetricChoice.SecondsPerUnit(metric);
        string Show(double value) => unit is { } seconds ? Say.Duration(value * seconds) : Say.Number(value);
        var isTop = metric.Contains("99", StringComparison.Ordinal) ||
            metric.Contains("quantile", StringComparison.OrdinalIgnoreCase) ||
                metric.EndsWith("_bucket", StringComparison.Ordinal);
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

    // Since the onset, over all pods; of what is said alike, the pod where it grew most tells how it grew.
    private static (LogPattern Pattern, ObjectRef Pod, LogRate? Rate)? Loudest(
        Scene scene, ObjectRef subject, DateTimeOffset? onset)
    {
        var said = scene.Index.PodsOf(subject)
            .SelectMany(p => p.AllStatuses().Select(s => (
                Pod: p.Ref() with { Container = s.Name },
                Folding: scene.Folded(p.Metadata.Namespace, p.Metadata.Name, s.Name, false))))
            .SelectMany(f => (f.Folding?.Patterns ?? []).Select(p => (Pattern: p, f.Pod, f.Folding)))
            .Where(p => p.Pattern.Level >= LineLevel.Warning && !(p.Pattern.LastSeen < onset));
        var loudest = said
            .GroupBy(p => p.Pattern.Template, StringComparer.Ordinal)
            .Where(g => g.Sum(p => p.Pattern.Count) >= Loud)
            .OrderByDescending(g => g.Sum(p => p.Pattern.Count)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        return loudest is null ? null : (
            loudest.First().Pattern with
            {
                Count = loudest.Sum(p => p.Pattern.Count),
                FirstSeen = loudest.Min(p => p.Pattern.FirstSeen),
                LastSeen = loudest.Max(p => p.Pattern.LastSeen),
            },
            loudest.OrderBy(p => p.Pod.ToString(), StringComparer.Ordinal).First().Pod,
            loudest.Select(p => p.Folding?.RateOf(p.Pattern)).OfType<LogRate>()
                .OrderByDescending(r => r.After - r.Before).ThenBy(r => r.At).FirstOrDefault());
    }
}
