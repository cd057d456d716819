using System.Diagnostics;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Observability;

/// <summary>Tells telemetry what the log says of sessions, from the start of this process on.</summary>
internal sealed partial class LogTelemetry(
    IEventLog log, KaosTelemetry telemetry, TimeProvider time, ILogger<LogTelemetry> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SessionKind sessions = new();
    private readonly Dictionary<string, Followed> open = new(StringComparer.Ordinal);
    private readonly DateTimeOffset started = time.GetUtcNow();
    private long position;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var stored in log.TailAllAsync(position, stoppingToken))
                {
                    position = stored.Position;
                    if (stored.At >= started && stored.Stream.StartsWith(
                        SessionKind.Name + "/", StringComparison.Ordinal))
                    {
                        Tell(stored.Stream, stored.At, sessions.Events.Read(stored.Type, stored.Data.Span));
                    }
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    private void Tell(string stream, DateTimeOffset at, SessionEvent fact)
    {
        if (fact is SessionOpened opened)
        {
            var id = stream[(SessionKind.Name.Length + 1)..];
            var activity = telemetry.Session(id, opened.IncidentId, opened.Signal.Tenant, opened.Signal.Cluster, at);
            open[stream] = new Followed(opened.Signal.Tenant, opened.Signal.Cluster, at, activity);
            return;
        }

        if (!open.TryGetValue(stream, out var session))
        {
            return;
        }

        switch (fact)
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
                open.Remove(stream);
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

    [LoggerMessage(3301, LogLevel.Warning, "Telemetry stopped following the log and starts again")]
    private partial void LogFailed(Exception failure);

    private sealed record Followed(string Tenant, string Cluster, DateTimeOffset OpenedAt, Activity? Activity)
    {
        public List<Plan> Plans { get; } = [];

        public (StepIntended Intended, DateTimeOffset At)? Write { get; set; }
    }
}
