using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Upstream;

/// <summary>
/// Looks behind a crash or a failing probe: where the program's own words name a Service that it cannot reach, and
/// nothing behind that Service is ready, the cause lies there.
/// </summary>
internal static class UnreachableRule
{
    private static readonly string[] CannotReach =
        ["refused", "timeout", "timed out", "unreachable", "no route", "connect", "unavailable", "no such host", "dial tcp", "reset by peer"];

    private static readonly HashSet<string> Follows = [CauseCodes.CrashLoop, CauseCodes.ProbeFailing];

    public static Draft Behind(Scene scene, Draft draft)
    {
        var words = draft.Notes.All.FirstOrDefault(e => e.Source == Sources.Logs && CannotReach.Any(
            w => e.Text.Contains(w, StringComparison.OrdinalIgnoreCase)));
        if (!Follows.Contains(draft.Cause) || words is null)
        {
            return draft;
        }

        var named = HostNames.In(scene.Index, draft.Subject.Namespace ?? "", "host", words.Text).ToHashSet();
        return Degraded.Of(scene, draft.Subject).FirstOrDefault(d => d.Ready == 0 && d.Service is { } s && named.Contains(s)) is { } upstream
            ? Caused(scene, draft, upstream, words)
            : draft;
    }

    private static Draft Caused(Scene scene, Draft draft, Degraded upstream, Evidence words)
    {
        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var id = notes.Add(
            Sources.Endpoints, "ready-endpoints", upstream.Service ?? upstream.Workload, scene.Now,
            $"{(upstream.Service ?? upstream.Workload).Named()} has 0 of {upstream.Wanted} endpoints ready (named by {upstream.Via})",
            ("ready", 0), ("wanted", upstream.Wanted));
        return draft with
        {
            Cause = CauseCodes.UpstreamUnavailable,
            Root = upstream.Workload,
            Edit = upstream.Workload,
            Notes = notes,
            Chain =
            [
                new Claim($"{upstream.Workload.Named()} has no pod ready", [id]),
                new Claim($"{draft.Subject.Named()} cannot reach it and fails", [words.Id]),
            ],
            Weights = draft.Weights.Add(Confidence.Derived),
            Summary = $"{draft.Subject.Named()} fails because {upstream.Workload.Named()}, which it needs, has no pod ready.",
        };
    }
}
