using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.Tests.Edges;

internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 16, 0, TimeSpan.Zero);

    public static readonly Principal Alice =
        new("alice", PrincipalKind.Person, [Role.Viewer, Role.Operator, Role.Approver], ["shop"]);

    public static readonly ObjectRef Subject = new("Deployment", "shop", "till");

    public static readonly Signal Signal = new(
        "sig-1", "shop", "east", Subject, SymptomCodes.CrashLoop, Severity.Critical, "alert", "PodCrashLooping", Start,
        "till crashes");

    public static readonly Evidence Kills =
        new("e1", "events", Start, "3 OOMKilled events on till-7b in 30 minutes.", Subject);

    public static readonly Finding Finding = new()
    {
        CauseCode = CauseCodes.ConfigChange,
        Severity = Severity.Critical,
        Confidence = 0.9,
        RootCause = new ObjectRef("ConfigMap", "shop", "till-config"),
        EditTarget = new ObjectRef("ConfigMap", "shop", "till-config"),
        Subject = Subject,
        Summary = "A change of till-config removed the cache's bound.",
        Chain = [new Claim("till-config changed at 03:14 UTC", ["e1"])],
        RuledOut = [new RuledOut("a traffic spike", "requests stayed level", ["e1"])],
        Evidence = [Kills],
        FirstSeen = Start,
        LastSeen = Start,
    };

    public static readonly Plan Plan = new()
    {
        Hash = new string('a', 64),
        WorkflowId = "put-back",
        WorkflowHash = new string('b', 64),
        IncidentClass = "config-change/Deployment/restore-configmap",
        Tenant = "shop",
        Cluster = "east",
        ReviewType = "create_update_plan_review",
        Target = new ObjectRef("ConfigMap", "shop", "till-config"),
        Summary = "Puts till-config back.",
        Diff = "-cache: none\n+cache: 64Mi\n",
        Steps = [],
        ReadSet = [],
        Verification = new VerificationPlan(TimeSpan.FromMinutes(5), []),
        MadeAt = Start,
        Warnings = ["somebody else manages it"],
    };

    public static readonly WorkflowOption Option = new()
    {
        Id = "put-back",
        WorkflowId = "put-back",
        Name = "Put the configuration back",
        Description = "Restores the version before 03:14.",
        Risk = Risk.Low,
        Confidence = 0.85,
        PlanHash = Plan.Hash,
    };

    public static readonly WorkflowOption Nothing = new()
    {
        Id = "do-nothing",
        WorkflowId = "do-nothing",
        Name = "Do nothing",
        Description = "Leave it.",
        Risk = Risk.None,
        Confidence = 0,
    };

    public static readonly ChoicesOffered Choices = new("One way fits.", [Option, Nothing], [Plan]);

    public static SessionOpened Opened { get; } = new("inc-1", Signal);

    public static IncidentView Incident { get; } = new()
    {
        Id = "inc-1",
        SessionId = "ses-1",
        Tenant = "shop",
        Cluster = "east",
        State = IncidentState.AwaitingChoice,
        Severity = Severity.Critical,
        CauseCode = CauseCodes.ConfigChange,
        Confidence = 0.9,
        Subject = Subject,
        Summary = "till crashes",
        FirstSeen = Start,
        LastSeen = Start,
    };

    public static TaskAttached Attached(string taskId, Principal caller, bool joined = false) =>
        new(taskId, "ctx-1", caller, "m1", "what is wrong with till?", joined, Steers: true);

    public static SessionView SessionView(
        string id, IReadOnlyList<NumberedEvent> events, ImmutableArray<string> tasks) => new()
        {
            Id = id,
            IncidentId = "inc-1",
            Tenant = "shop",
            Cluster = "east",
            State = IncidentState.Investigating,
            Outcome = events.Select(static numbered => numbered.Event).OfType<SessionEnded>().FirstOrDefault()?.Outcome,
            Subject = Subject,
            Narration = string.Concat(
            events.Select(static numbered => numbered.Event).OfType<Narrated>().Select(static told => told.Text)),
            Tasks = tasks,
            Version = events.Count,
        };
}
