namespace Kaos.Agent.Grains.Telemetry;

/// <summary>
/// Every name that leaves KAOS as telemetry; docs/telemetry.md lists them. The <c>gen_ai</c> names are those of
/// OpenTelemetry's GenAI conventions, which are in development: they change here or nowhere.
/// </summary>
public static class TelemetryNames
{
    /// <summary>Name of the ActivitySource and of the Meter.</summary>
    public const string Source = "Kaos";

    public const string AgentName = "kaos";

    /// <summary>What reasons when no model does.</summary>
    public const string RulesProvider = "kaos.rules";

    public static class Operations
    {
        public const string InvokeAgent = "invoke_agent";
        public const string ExecuteTool = "execute_tool";
    }

    public static class Spans
    {
        public const string GateJudge = "kaos.gate.judge";
        public const string ClusterWrite = "kaos.cluster.write";
    }

    public static class Instruments
    {
        public const string Sessions = "kaos.sessions";
        public const string SessionDuration = "kaos.session.duration";
        public const string ToolCalls = "kaos.tool.calls";
        public const string ToolDuration = "kaos.tool.duration";
        public const string GateVerdicts = "kaos.gate.verdicts";
        public const string ClusterWrites = "kaos.cluster.writes";
        public const string ClusterWriteDuration = "kaos.cluster.write.duration";
    }

    public static class Tags
    {
        public const string Operation = "gen_ai.operation.name";
        public const string Provider = "gen_ai.provider.name";
        public const string Agent = "gen_ai.agent.name";
        public const string Tool = "gen_ai.tool.name";
        public const string ToolType = "gen_ai.tool.type";
        public const string Error = "error.type";
        public const string Cluster = "kaos.cluster";
        public const string Tenant = "kaos.tenant";
        public const string Incident = "kaos.incident.id";
        public const string Session = "kaos.session.id";
        public const string Outcome = "kaos.outcome";
        public const string PlanHash = "kaos.plan.hash";
        public const string Effect = "kaos.gate.effect";
        public const string Level = "kaos.gate.level";
        public const string Action = "kaos.action";
        public const string Undo = "kaos.undo";
    }
}
