using System.Buffers;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Logs;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>A folded log line that reports trouble, and where it was read.</summary>
internal sealed record TroubleLine(Pod Pod, ObjectRef At, LogPattern Pattern, Trouble Trouble);

/// <summary>Which lines of a workload's logs may explain its trouble, the likeliest first.</summary>
internal static class TroubleLines
{
    private const int Most = 8;
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    // A program that says no more than that it gives up has named its reason before.
    private static readonly string[] GivesUp =
    [
        "exit", "shutting down", "giving up", "gave up", "failed to start", "startup failed", "start-up failed",
        "stopping", "terminat", "abort",
        "unable to start", "cannot start", "could not start", "bootstrap failed", "initialization failed", "attempts",
        "retries",
    ];

    // What a program says once it has what it waited for.
    private static readonly SearchValues<string> Succeeds = SearchValues.Create(
        ["connected to", "reconnected", "connection established", "connection restored", "connection is up",
            "recovered",
            "ready to accept", "is up again", "succeeded after", "successfully connected", "connect succeeded"],
        StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<TroubleLine> Of(Scene scene, Draft draft)
    {
        var read = Read(scene, draft.Subject, draft.Root.Container).ToList();
        var lines = read
            .Where(l => l.Pattern.Level >= LineLevel.Warning)
            .Select(l =>
                Trouble.In(l.Pattern.Sample, l.Pattern.Detail) is { } trouble ? new TroubleLine(
                    l.Pod, l.At, l.Pattern, trouble) : null)
            .OfType<TroubleLine>();
        var ends = draft.Cause is CauseCodes.CrashLoop or CauseCodes.JobFailed;
        var found = ends ? Ended([.. lines], read) : Lasting(scene, draft, [.. lines.Where(l => !IsOvercome(l, read))]);
        return found.DistinctBy(l => (l.Trouble.Kind, l.Trouble.Host, l.Trouble.Port)).Take(Most);
    }

    // The last error of the run, or what came before it where that says nothing but that the program ends.
    private static IEnumerable<TroubleLine> Ended(
        List<TroubleLine> lines, List<(Pod Pod, ObjectRef At, bool Previous, LogPattern Pattern)> read)
    {
        var byRun = read.Where(r => r.Pattern.Level == LineLevel.Error).GroupBy(r => (r.At, r.Previous)).ToList();
        var last = byRun.Select(g => g.MaxBy(r => r.Pattern.FirstIndex).Pattern).ToList();
        var final = lines.Where(l => last.Contains(l.Pattern)).ToList();
        var isSilent = last.Count == 0 || last.Exists(p =>
            Trouble.In(p.Sample, p.Detail) is null &&
                !GivesUp.Any(g => p.Sample.Contains(g, StringComparison.OrdinalIgnoreCase)));
        return final.Count > 0
            ? final.OrderBy(l => l.At.ToString(), StringComparer.Ordinal)
            : isSilent ? [] : lines.Where(l => l.Pattern.Level == LineLevel.Error)
                .OrderByDescending(l => l.Pattern.FirstIndex)
                .ThenBy(l => l.At.ToString(), StringComparer.Ordinal);
    }

    // Trouble at the start, before what it needs was there, and none any more after that.
    private static bool IsOvercome(
        TroubleLine line, List<(Pod Pod, ObjectRef At, bool Previous, LogPattern Pattern)> read) =>
        read.Exists(r => r.At == line.At && r.Pattern.Level == LineLevel.Info &&
            read.Exists(own => own.Previous == r.Previous && ReferenceEquals(own.Pattern, line.Pattern)) &&
            r.Pattern.LastIndex > line.Pattern.LastIndex && r.Pattern.Sample.AsSpan().ContainsAny(Succeeds) &&
            (line.Trouble.Host is not { } host || r.Pattern.Sample.Contains(host, StringComparison.OrdinalIgnoreCase)));

    // What is still said now, the loudest first.
    private static IEnumerable<TroubleLine> Lasting(Scene scene, Draft draft, List<TroubleLine> lines) => lines
        .Where(l => !(scene.Now - l.Pattern.LastSeen > Recent))
        .Where(l => draft.Cause != CauseCodes.Unknown || l.Pattern.Count > 1)
        .OrderByDescending(l => l.Pattern.Level)
        .ThenByDescending(l => l.Pattern.Count)
        .ThenBy(l => l.Pattern.Template, StringComparer.Ordinal)
        .ThenBy(l => l.At.ToString(), StringComparer.Ordinal);

    private static IEnumerable<(Pod Pod, ObjectRef At, bool Previous, LogPattern Pattern)> Read(
        Scene scene, ObjectRef subject, string? container)
    {
        foreach (var pod in scene.Index.PodsOf(subject))
        {
            foreach (var status in pod.AllStatuses().Where(s => container is null || s.Name == container))
            {
                foreach (var previous in new[] { true, false })
                {
                    var folding = scene.Folded(pod.Metadata.Namespace, pod.Metadata.Name, status.Name, previous);
                    foreach (var pattern in folding?.Patterns ?? [])
                    {
                        yield return (pod, pod.Ref() with { Container = status.Name }, previous, pattern);
                    }
                }
            }
        }
    }
}
