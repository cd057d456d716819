using System.Collections.Concurrent;
using System.Diagnostics;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Observability;

/// <summary>Tells telemetry what grains record of sessions, from the start of this process on.</summary>
internal sealed class LogTelemetry(KaosTelemetry telemetry) : ICommitListener
{
    private readonly ConcurrentDictionary<string, Followed> open = new(StringComparer.Ordinal);

    public void OnCommitted(Committed commit)
    {
        if (commit.State is SessionState)
        {
            foreach (var fact in commit.Facts.OfType<SessionEvent>())
            {
                Tell(commit.Id.Key, commit.At, fact);
            }
        }
    }

    private void Tell(string id, DateTimeOffset at, SessionEvent fact)
    {
        if (fact is SessionOpened opened)
        {
            var activity = telemetry.Session(id, opened.IncidentId, opened.Signal.Tenant, opened.Signal.Cluster, at);
            open[id] = new Followed(opened.Signal.Tenant, opened.Signal.Cluster, at, activity);
            return;
        }

        if (!open.TryGetValue(id, out var session))
        {
            return;
        }

        switch (fact is ChosenAlone alone ? alone.Offer : fact)
        {
            case ChoicesOffered offered:
                session.Plans.AddRange(offered.Plans);
                break;
            case GateJudged judged:
                telemetry.Judged(
                    session.Activity, judged.PlanHash, Kebab.Write(judged.Effect), Kebab.Write(judged.Level), at);
                break;
            case StepIntended intended:
                session.Write = (intended, at);
                break;
            case StepWritten written:
                Wrote(session, written.Outcome, at, null);
                break;
            case StepFailed failed:
                Wrote(session, "failed", at, failed.OutcomeUnknown ? "outcome_unknown" : "refused");
                break;
            case SessionEnded ended:
                telemetry.SessionEnded(
                    session.Activity, Kebab.Write(ended.Outcome), session.Tenant, session.OpenedAt, at);
                open.TryRemove(id, out _);
                break;
        }
    }

    private void Wrote(Followed session, string outcome, DateTimeOffset at, string? error)
    {
        if (session.Write is not { Intended: var intended, At: var from })
        {
            return;
        }

        session.Write = null;
        var steps = session.Plans.Find(plan => plan.Hash == intended.PlanHash)?.Steps ?? [];
        var action = intended.Step < steps.Length ? steps[intended.Step].Action : "unknown";
        telemetry.Wrote(
            session.Activity, new ClusterWrite(
            action, session.Cluster, intended.PlanHash, intended.Undo, error is null ? "written" : outcome, error),
            from, at);
    }

    private sealed record Followed(string Tenant, string Cluster, DateTimeOffset OpenedAt, Activity? Activity)
    {
        public List<Plan> Plans { get; } = [];

        public (StepIntended Intended, DateTimeOffset At)? Write { get; set; }
    }
}
