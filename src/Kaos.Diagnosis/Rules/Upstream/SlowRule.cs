using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>
/// A workload that is said to be slow or failing while nothing shows on its own objects: what it needs is looked at.
/// </summary>
internal sealed class SlowRule : IRule
{
    private const int MostPods = 3;

    public ImmutableArray<string> Causes =>
    [
        CauseCodes.UpstreamScaledDown, CauseCodes.UpstreamUnavailable, CauseCodes.NodeDrained, CauseCodes.ConfigChange,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.Latency, SymptomCodes.Errors, SymptomCodes.Other];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint)
    {
        foreach (var wish in Wishes.Metrics(
            scene, complaint, MetricChoice.Latency, MetricChoice.Requests, MetricChoice.Errors, MetricChoice.PoolActive,
            MetricChoice.PoolMost))
        {
            yield return wish;
        }

        var onset = (Slowdown.Latency(scene, complaint.Subject) ?? ErrorShare.Rise(scene, complaint.Subject))?.Point.At;
        foreach (var pod in scene.Index.PodsOf(complaint.Subject).Where(p => !p.IsFinished()).Take(MostPods))
        {
            foreach (var container in pod.Spec.Containers.Where(c => c is not null))
            {
                foreach (var wish in Wishes.Logs(pod.Ref(), container.Name, previous: false, onset))
                {
                    yield return wish;
                }
            }
        }

        foreach (var wish in Degraded.Of(scene, complaint.Subject).Take(MostPods).SelectMany(d => LogsOf(scene, d)))
        {
            yield return wish;
        }
    }

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        var story = Slowdown.Tell(scene, complaint.Subject);
        var upstream = Degraded.Of(scene, complaint.Subject).ToList();
        if (upstream.Count > 0)
        {
            yield return UpstreamDraft.Of(scene, complaint, story, upstream[0]);
            yield break;
        }

        if (story.Onset is { } onset)
        {
            yield return Unknown(complaint, story, onset);
        }
    }

    // Not a finding by itself: it is kept only where a change turns out to stand behind it.
    private static Draft Unknown(Complaint complaint, Slowdown story, DateTimeOffset onset) => new()
    {
        Cause = CauseCodes.Unknown,
        Root = complaint.Subject,
        Edit = complaint.Subject,
        Subject = complaint.Subject,
        Notes = story.Notes,
        Chain = story.Chain,
        RuledOut = story.RuledOut,
        Weights = [Confidence.Agreeing],
        Explains = complaint.Symptoms,
        Onset = onset,
        OnsetIsMeasured = true,
        Shift = story.Shift,
        Summary = story.Summary,
    };

    private static IEnumerable<Wish> LogsOf(Scene scene, Degraded degraded) => scene.Index.PodsOf(degraded.Workload)
        .Where(p => p.Status.Phase == "Running")
        .Take(1)
        .SelectMany(p => p.Spec.Containers.Where(c => c is not null).Take(1)
            .SelectMany(c => Wishes.Logs(p.Ref(), c.Name, previous: false, null, Stage.Dependencies)))
        .Select(w => w with { About = degraded.Workload });
}
