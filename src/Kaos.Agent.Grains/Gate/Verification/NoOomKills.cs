using System.Collections.Immutable;
using System.Globalization;
using Kaos.Agent.Grains.Workflows;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>No container of the workload has been killed for memory since the fix.</summary>
internal sealed class NoOomKills : ICheck
{
    public string Kind => CheckNames.NoOomKills;

    public CheckReading Read(CheckInput input)
    {
        if (input.NotRead("pods") is { } why)
        {
            return CheckReading.Unknown("pod-status", $"pods could not be read ({why})");
        }

        var pods = WorkloadView.Of(input.World.Objects, input.Object)?.Pods(input.World.Objects, input.Object)
            .ToArray() ?? [];
        var kills = pods.SelectMany(Kills).Concat(Told(input, pods)).Where(kill => kill.At > input.From).ToArray();
        if (kills.Length > 0)
        {
            var last = kills.MaxBy(kill => kill.At);
            return new CheckReading(
                VerificationState.Failed, "pod-status",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{last.Pod} was OOM-killed again at {last.At.UtcDateTime:HH:mm:ss} UTC"),
                ImmutableDictionary<string, double>.Empty.Add("kills", kills.Length));
        }

        return new CheckReading(
            VerificationState.Good, "pod-status", $"no OOM kills in the last {Spans.Words(input.Now - input.From)}",
            ImmutableDictionary<string, double>.Empty.Add("kills", 0));
    }

    private static IEnumerable<(string Pod, DateTimeOffset At)> Kills(Pod pod) => pod.Status.ContainerStatuses
        .SelectMany(status => new[] { status.State.Terminated, status.LastState.Terminated })
        .Where(end => end is { Reason: "OOMKilled", FinishedAt: not null })
        .Select(end => (pod.Metadata.Name, end?.FinishedAt ?? default));

    // A container that was replaced twice since shows only its last end; the events know of the others.
    private static IEnumerable<(string Pod, DateTimeOffset At)> Told(CheckInput input, Pod[] pods)
    {
        var names = pods.Select(pod => pod.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return input.World.Objects.Events
            .Where(told => told.InvolvedObject.Kind == "Pod" && told.InvolvedObject.Namespace == input.Object.Namespace
                && names.Contains(told.InvolvedObject.Name ?? "")
                && (told.Reason is "OOMKilled" or "OOMKilling" ||
                    (told.Message ?? "").Contains("OOMKilled", StringComparison.Ordinal)))
            .Select(told => (told.InvolvedObject.Name ?? "", told.LastSeen ?? default));
    }
}
