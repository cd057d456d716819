using System.Diagnostics;
using System.Diagnostics.Metrics;
using Names = Kaos.Agent.Grains.Telemetry.TelemetryNames;

namespace Kaos.Agent.Grains.Telemetry;

/// <summary>
/// What features report to; they know no exporter. One ActivitySource, one Meter. Tags hold names and ids: never a secret,
/// never text that came from a cluster or a caller.
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
        sessions = meter.CreateCounter<long>(Names.Instruments.Sessions, "{session}", "Sessions that ended, by outcome.");
        sessionDuration = meter.CreateHistogram<double>(Names.Instruments.SessionDuration, "s", "From opening to end of a session.");
        toolCalls = meter.CreateCounter<long>(Names.Instruments.ToolCalls, "{call}", "Reads of evidence, by tool.");
        toolDuration = meter.CreateHistogram<double>(Names.Instruments.ToolDuration, "s", "Time that one read took.");
        verdicts = meter.CreateCounter<long>(Names.Instruments.GateVerdicts, "{verdict}", "Plans that the gate judged, by effect.");
        writes = meter.CreateCounter<long>(Names.Instruments.ClusterWrites, "{write}", "Writes to clusters, by action and outcome.");
        writeDuration = meter.CreateHistogram<double>(Names.Instruments.ClusterWriteDuration, "s", "Time that one write took.");
    }

    /// <summary>
    /// One stretch of a session's work: a driver from start to its end, or to the next wait for a person. Null when
    /// nobody listens.
    /// </summary>
    public Activity? Session(string sessionId, string incidentId, string tenant, string cluster) => source.StartActivity(
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
        ]);

    public void SessionEnded(string outcome, string tenant, TimeSpan duration)
    {
        var tags = new TagList { { Names.Tags.Outcome, outcome }, { Names.Tags.Tenant, tenant } };
        sessions.Add(1, tags);
        sessionDuration.Record(duration.TotalSeconds, tags);
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
        Close(activity, error, ref tags);
        toolCalls.Add(1, tags);
        toolDuration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>The gate judged a plan.</summary>
    public void Judged(string planHash, string effect, string level)
    {
        using var activity = source.StartActivity(
            Names.Spans.GateJudge,
            ActivityKind.Internal,
            parentContext: default,
            [new(Names.Tags.PlanHash, planHash), new(Names.Tags.Effect, effect), new(Names.Tags.Level, level)]);
        verdicts.Add(1, new(Names.Tags.Effect, effect), new(Names.Tags.Level, level));
    }

    /// <summary>One write. Tell how it ended with <see cref="WriteEnded"/>.</summary>
    public Activity? Write(string action, string cluster, string planHash, bool undo) => source.StartActivity(
        Names.Spans.ClusterWrite,
        ActivityKind.Client,
        parentContext: default,
        [
            new(Names.Tags.Action, action),
            new(Names.Tags.Cluster, cluster),
            new(Names.Tags.PlanHash, planHash),
            new(Names.Tags.Undo, undo),
        ]);

    /// <param name="outcome">Such as <c>written</c>, <c>stale</c>.</param>
    /// <param name="error">Type of what went wrong; null when it worked.</param>
    public void WriteEnded(Activity? activity, string action, string outcome, TimeSpan duration, string? error)
    {
        var tags = new TagList { { Names.Tags.Action, action }, { Names.Tags.Outcome, outcome } };
        activity?.SetTag(Names.Tags.Outcome, outcome);
        Close(activity, error, ref tags);
        writes.Add(1, tags);
        writeDuration.Record(duration.TotalSeconds, tags);
    }

    public void Dispose() => source.Dispose();

    private static void Close(Activity? activity, string? error, ref TagList tags)
    {
        if (error is not null)
        {
            tags.Add(Names.Tags.Error, error);
            activity?.SetTag(Names.Tags.Error, error);
            activity?.SetStatus(ActivityStatusCode.Error);
        }

        activity?.Dispose();
    }
}
