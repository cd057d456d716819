using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Reading;

/// <summary>The requests that several rules make in the same way, so that they are the same requests.</summary>
internal static class Wishes
{
    private const int Tail = 2000;
    private const double TopShare = 0.99;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromHours(2);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(24);
    private static readonly TimeSpan FinestStep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Run = TimeSpan.FromMinutes(45);

    /// <summary>The names first; then those metrics that the pick returns.</summary>
    public static IEnumerable<Wish> Metrics(
        Scene scene, Complaint complaint, params Func<ImmutableArray<string>, string?>[] picks)
    {
        if (complaint.Subject.Namespace is not { } ns)
        {
            yield break;
        }

        var names = scene.NamesOf(complaint.Subject);
        yield return new Wish(Stage.Events, names);
        var window = Window(scene, complaint);
        var step = TimeSpan.FromSeconds(Math.Max(FinestStep.TotalSeconds, Math.Round(window.TotalSeconds / 480)));
        foreach (var metric
            in picks.Select(pick => pick(scene.MetricNames(complaint.Subject))).OfType<string>().Distinct())
        {
            yield return new Wish(
                Stage.Metrics,
                MetricChoice.MayBeHistogram(metric)
                    ? new ReadRequest.Quantile(ns, metric, TopShare, window, step, names.Where)
                    : new ReadRequest.Series(
                        ns, metric, window, step, MetricChoice.IsCounter(metric), names.Where),
                complaint.Subject);
        }
    }

    /// <summary>The container's current run, and the one before it where the question is why it ended.</summary>
    public static IEnumerable<Wish> Logs(
        ObjectRef pod, string container, bool previous, DateTimeOffset? around, Stage stage = Stage.Logs)
    {
        if (pod.Namespace is not { } ns)
        {
            yield break;
        }

        if (previous)
        {
            yield return new Wish(stage, new ReadRequest.Logs(ns, pod.Name, container, true, Tail), pod, around);
        }

        yield return new Wish(stage, new ReadRequest.Logs(ns, pod.Name, container, false, Tail), pod, around);
    }

    // Far enough back to see the level before the trouble: before the complaint, and before the newest changes.
    private static TimeSpan Window(Scene scene, Complaint complaint)
    {
        var since = complaint.Since;
        var told = scene.Focus?.Since is { } said && said < since ? said : since;
        var changed = scene.Timeline(complaint.Subject).Changes
            .Where(c => c.At > scene.Now - LongestWindow)
            .Select(c => (DateTimeOffset?)c.At)
            .Min();
        var first = changed < told ? changed.Value : told;
        var window = scene.Now - first + Run;
        var minutes = Math.Ceiling(Math.Clamp(
            window.TotalMinutes, ShortestWindow.TotalMinutes, LongestWindow.TotalMinutes) / 30) * 30;
        return TimeSpan.FromMinutes(minutes);
    }
}
