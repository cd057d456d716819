using System.Diagnostics;
using System.Diagnostics.Metrics;
using Names = Kaos.Agent.Grains.Telemetry.TelemetryNames;

namespace Kaos.Agent.Grains.Telemetry;

/// <summary>
/// What features report to; they know no exporter. One ActivitySource, one Meter. Tags hold names and ids: never a
/// secret, never text that came from a cluster or a caller.
/// </summary>
public sealed class KaosTelemetry : IDisposable
{
    private readonly ActivitySource source = new(Names.Source);
    private readonly Counter<long> sessions;
    private readonly Histogram<double> sessionDuration;
    private readonly Counter<long> toolCalls;
    private readonly Histogram<double> toolDuration;
    private readonly Counter<long> verdicts;
    private readonly Counter<long> writes;
    private readonly Histogram<double> writeDuration;

    public KaosTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Names.Source);
        sessions = meter.CreateCounter<long>(
            Names.Instruments.Sessions, "{session}", "Sessions that ended, by outcome.");
        sessionDuration = meter.CreateHistogram<double>(
            Names.Instruments.SessionDuration, "s", "From opening to end of a session.");
        toolCalls = meter.CreateCounter<long>(Names.Instruments.ToolCalls, "{call}", "Reads of evidence, by tool.");
        toolDuration = meter.CreateHistogram<double>(Names.Instruments.ToolDuration, "s", "Time that one read took.");
        verdicts = meter.CreateCounter<long>(
            Names.Instruments.GateVerdicts, "{verdict}", "Plans that the gate judged, by effect.");
        writes = meter.CreateCounter<long>(
            Names.Instruments.ClusterWrites, "{write}", "Writes to clusters, by action and outcome.");
        writeDuration = meter.CreateHistogram<double>(
            Names.Instruments.ClusterWriteDuration, "s", "Time that one write took.");
    }

    /// <summary>A session from its opening on. Null when nobody listens. Ended by <see cref="SessionEnded"/>.</summary>
    public Activity? Session(string sessionId, string incidentId, string tenant, string cluster, DateTimeOffset at)
    {
        // A trace of its own: what woke the session is long gone when it ends.
        var before = Activity.Current;
        Activity.Current = null;
        var activity = source.StartActivity(
            $"{Names.Operations.InvokeAgent} {Names.AgentName}",
            ActivityKind.Internal,
            parentContext: default,
            [
                new(Names.Tags.Operation, Names.Operations.InvokeAgent),
                new(Names.Tags.Agent, Names.AgentName),
                new(Names.Tags.Provider, Names.RulesProvider),
                new(Names.Tags.Session, sessionId),
                new(Names.Tags.Incident, incidentId),
                new(Names.Tags.Tenant, tenant),
                new(Names.Tags.Cluster, cluster),
            ],
            startTime: at);
        Activity.Current = before;
        return activity;
    }

    public void SessionEnded(Activity? session, string outcome, string tenant, DateTimeOffset from, DateTimeOffset to)
    {
        var tags = new TagList { { Names.Tags.Outcome, outcome }, { Names.Tags.Tenant, tenant } };
        sessions.Add(1, tags);
        sessionDuration.Record((to - from).TotalSeconds, tags);
        session?.SetTag(Names.Tags.Outcome, outcome);
        End(session, to);
    }

    /// <summary>One read of evidence. Tell how it ended with <see cref="ToolEnded"/>.</summary>
    /// <param name="tool">A name of low cardinality: <c>logs</c>, <c>series</c>.</param>
    public Activity? Tool(string tool, string cluster) => source.StartActivity(
        $"{Names.Operations.ExecuteTool} {tool}",
        ActivityKind.Internal,
        parentContext: default,
        [
            new(Names.Tags.Operation, Names.Operations.ExecuteTool),
            new(Names.Tags.Tool, tool),
            new(Names.Tags.ToolType, "datastore"),
            new(Names.Tags.Cluster, cluster),
        ]);

    /// <param name="error">Type of what went wrong; null when it worked.</param>
    public void ToolEnded(Activity? activity, string tool, TimeSpan duration, string? error)
    {
        var tags = new TagList { { Names.Tags.Tool, tool } };
        Fail(activity, error, ref tags);
        toolCalls.Add(1, tags);
        toolDuration.Record(duration.TotalSeconds, tags);
        activity?.Dispose();
    }

    /// <summary>The gate judged a plan.</summary>
    public void Judged(Activity? session, string planHash, string effect, string level, DateTimeOffset at)
    {
        var activity = source.StartActivity(
            Names.Spans.GateJudge,
            ActivityKind.Internal,
            session?.Context ?? default,
            [new(Names.Tags.PlanHash, planHash), new(Names.Tags.Effect, effect), new(Names.Tags.Level, level)],
            startTime: at);
        verdicts.Add(1, new(Names.Tags.Effect, effect), new(Names.Tags.Level, level));
        End(activity, at);
    }

    /// <summary>A write on a cluster, from its intent to its outcome.</summary>
    public void Wrote(Activity? session, ClusterWrite write, DateTimeOffset from, DateTimeOffset to)
    {
        var tags = new TagList { { Names.Tags.Action, write.Action }, { Names.Tags.Outcome, write.Outcome } };
        var activity = source.StartActivity(
            Names.Spans.ClusterWrite,
            ActivityKind.Client,
            session?.Context ?? default,
            [
                new(Names.Tags.Action, write.Action),
                new(Names.Tags.Cluster, write.Cluster),
                new(Names.Tags.PlanHash, write.PlanHash),
                new(Names.Tags.Undo, write.Undo),
                new(Names.Tags.Outcome, write.Outcome),
            ],
            startTime: from);
        Fail(activity, write.Error, ref tags);
        writes.Add(1, tags);
        writeDuration.Record((to - from).TotalSeconds, tags);
        End(activity, to);
    }

    public void Dispose() => source.Dispose();

    private static void Fail(Activity? activity, string? error, ref TagList tags)
    {
        if (error is not null)
        {
            tags.Add(Names.Tags.Error, error);
            activity?.SetTag(Names.Tags.Error, error);
            activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static void End(Activity? activity, DateTimeOffset at)
    {
        activity?.SetEndTime(at.UtcDateTime);
        activity?.Dispose();
    }
}

/// <param name="Action">From the closed set of actions.</param>
/// <param name="Error">Type of what went wrong; null when it worked.</param>
public sealed record ClusterWrite(
    string Action, string Cluster, string PlanHash, bool Undo, string Outcome, string? Error);
