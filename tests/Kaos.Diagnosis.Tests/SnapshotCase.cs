using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Rules;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>
/// Plays the part of whoever reads for a case: answers every request from a snapshot, and only those.
/// </summary>
internal sealed class SnapshotCase(ClusterSnapshot all, Focus? focus)
{
    private const int MostSteps = 20;

    public List<Step.ReadMore> Steps { get; } = [];

    public Examination Conclude() => Weigh().Result;

    /// <returns>What was concluded, and its findings with what they rest on, also those too weak to be told.</returns>
    public (Examination Result, ImmutableArray<Weighed> Weighed) Weigh()
    {
        var file = new CaseFile { World = all with { Logs = [], Series = [] }, Focus = focus };
        for (var i = 0; i < MostSteps; i++)
        {
            switch (Examiner.Next(file))
            {
                case Step.Concluded done:
                    return (done.Result, Examiner.Weigh(file));
                case Step.ReadMore more:
                    if (more.Requests.IsEmpty || more.Requests.Any(file.Done.Contains))
                    {
                        throw new InvalidOperationException("Every step asks for something, and for nothing twice.");
                    }

                    Steps.Add(more);
                    file = Answer(file, more.Requests);
                    break;
            }
        }

        throw new InvalidOperationException($"No conclusion after {MostSteps} steps.");
    }

    private CaseFile Answer(CaseFile file, ImmutableArray<ReadRequest> requests)
    {
        foreach (var request in requests)
        {
            file = request switch
            {
                ReadRequest.Logs logs => file with
                {
                    World = file.World with { Logs = [.. file.World.Logs, .. all.Logs.Where(l => Is(l, logs))] },
                },
                ReadRequest.MetricNames names => file with
                {
                    MetricNames = file.MetricNames.SetItem(
                        names.Key, [.. all.Series.Where(s => names.Where?.Fits(s) != false).Select(s => s.Name).Distinct().Order()]),
                },
                ReadRequest.Series series => file with
                {
                    World = file.World with { Series = [.. file.World.Series, .. all.Series.Where(s => s.Name == series.Metric && series.Where?.Fits(s) != false)] },
                },
                ReadRequest.Quantile quantile => file with
                {
                    World = file.World with
                    {
                        Series = [.. file.World.Series,
                            .. BucketQuantile.Of(all.Series.Where(s => s.Name == quantile.Metric && quantile.Where?.Fits(s) != false), quantile.Share)],
                    },
                },
                ReadRequest.Alerts => file,
                _ => throw new InvalidOperationException($"Unknown request {request}."),
            };
        }

        return file with { Done = file.Done.Union(requests) };
    }

    private static bool Is(LogText text, ReadRequest.Logs wanted) =>
        text.Namespace == wanted.Namespace && text.Pod == wanted.Pod && text.Container == wanted.Container &&
        text.Previous == wanted.Previous;
}
