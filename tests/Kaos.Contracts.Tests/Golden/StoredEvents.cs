using System.Text.Json;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Conversations;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Followers;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Push;
using Kaos.Contracts.Sessions;

namespace Kaos.Contracts.Tests.Golden;

/// <summary>One sample of every event that the log stores, with every member set.</summary>
internal static class StoredEvents
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 3, 14, 15, TimeSpan.Zero);
    private static readonly Principal Alice = new(
        "alice", PrincipalKind.Person, [Role.Operator, Role.Approver], ["team-a"]);
    private static readonly ObjectRef Map = new("ConfigMap", "prod", "settings");
    private static readonly ObjectRef App = new("Deployment", "prod", "shop", "web");

    private static readonly Signal Signal = new(
        "sig-1", "team-a", "east", App, SymptomCodes.CrashLoop, Severity.Critical, "alert", "KubePodCrashLooping", At,
        "shop crashes")
    {
        Labels = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(
            "alertname", "KubePodCrashLooping"),
    };

    private static readonly Evidence Evidence = new(
        "ev-1", "metrics", At, "memory rose to 623Mi", App,
        System.Collections.Immutable.ImmutableDictionary<string, double>.Empty.Add("peakBytes", 653262848));

    private static readonly Finding Finding = new()
    {
        CauseCode = CauseCodes.ConfigChange,
        Severity = Severity.Critical,
        Confidence = 0.93,
        RootCause = Map,
        EditTarget = Map,
        Subject = App,
        Symptoms = [App],
        Summary = "A change of settings made it crash.",
        Chain = [new("settings changed", ["ev-1"])],
        RuledOut = [new("a traffic spike", "requests stayed level", ["ev-1"])],
        Evidence = [Evidence],
        Facts = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(
            FactNames.PreviousRevision, "v42"),
        FirstSeen = At,
        LastSeen = At.AddMinutes(30),
    };

    private static readonly WorkflowOption Option = new()
    {
        Id = "rollback-config",
        WorkflowId = "rollback-config",
        Name = "Roll back configuration",
        Description = "Revert the ConfigMap",
        Risk = Risk.Low,
        Confidence = 0.85,
        Parameters =
            System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("revision", "v42"),
        ExpectedEffect = "memory falls",
        BlastRadius = "one Deployment",
        Rollback = "apply the newer version",
        PlanHash = "p1",
    };

    private static readonly Way Way = new("rollback-config", "w1", "c1");

    private static readonly Plan Plan = new()
    {
        Hash = "p1",
        WorkflowId = "rollback-config",
        WorkflowHash = "w1",
        IncidentClass = "config-change/Deployment/restore-configmap",
        Tenant = "team-a",
        Cluster = "east",
        ReviewType = "create_update_plan_review",
        Target = Map,
        Summary = "Restore settings to v42",
        Diff = "-a\n+b\n",
        Steps =
        [
            new()
            {
                Action = ActionNames.RestoreConfigMap,
                Target = Map,
                Description = "Reverting ConfigMap",
                Patch = "[]",
                Inverse = "[]",
                Recovery = Recovery.Conditional,
                Managers = ["kubectl-edit"],
                BeforeImage = "abc",
                AwaitRollout = true,
            },
        ],
        ReadSet = [new(Map, "uid-1", "sha")],
        Verification = new(TimeSpan.FromMinutes(5), [new("no-oom-kills", App, Required: true)]),
        Rollback = "apply the newer version",
        Warnings = ["production"],
        Policy = [new("policy", "default", Effect.Allow, "allowed")],
        MadeAt = At,
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new SessionOpened("inc-1", Signal, "config-change"),
        new TaskAttached("task-1", "ctx-1", Alice, "m-1", "what is wrong?", Joined: true, Steers: true),
        new TaskDetached("task-1", "left"),
        new MessageReceived(
            "task-1", Alice, "m-2", "go",
            JsonDocument.Parse("""{"kind":"kaos.choose/v1","optionId":"x"}""").RootElement),
        new Answered("task-1", "an answer"),
        new DriverStarted(2),
        new Narrated("Checking events…\n", "why:events"),
        new EvidenceFound([Evidence]),
        new Diagnosed(
            new(
                [Finding], [new(SymptomCodes.NotReady, App, App, Severity.Warning, At, "not ready")],
                [new("metrics", "no Prometheus")])),
        new ChoicesOffered("two ways", [Option], [Plan]),
        new OptionChosen("rollback-config", "p1", Alice, "task-1"),
        new ChosenAlone(
            new("one way", [Option], [Plan]), "rollback-config", "p1", Principal.System("kaos"), Maturity.Act, 0.85,
            Risk.Low, ["ev-1"], "d1", "at Act"),
        new ApprovalRequested("p1", "create_update_plan_review", At, "an agent chose"),
        new ApprovalReminded("p1", At),
        new PlanDecided("p1", PlanDecision.Override, Alice, "urgent", "task-1"),
        new GateJudged("p1", Effect.Allow, Maturity.Approve, [new("maturity", "level", Effect.Allow, "approved")]),
        new PlanWentStale("p1", "the ConfigMap changed"),
        new GrantTaken("p1", "own-rights", At),
        new GrantReturned("p1", "own-rights"),
        new TroubleNoted(
            new("sig-1", "alert", "team-a", "east", App, SymptomCodes.CrashLoop, Over: true, At, "a1b2")),
        new PlanStopped("p1", "Nothing was written. Stopped by alice: a drill."),
        new HealthMeasured("p1", [new(App, 3, 2, 1)]),
        new StepIntended("p1", 0, Undo: false, 2, At),
        new StepWritten("p1", 0, Undo: false, "patched", "4711"),
        new StepFailed("p1", 0, Undo: true, "403", OutcomeUnknown: true),
        new Progressed("p1", 1, Undo: false, 2, 3, "2/3 ready"),
        new StepCompleted("p1", 1, Undo: false),
        new WatchStarted("p1", At, At.AddMinutes(5)),
        new Verified("p1", Ok: true, [Evidence], "memory stable at 340Mi"),
        new EffectMeasured(
            "p1", new(
                0.75,
                [new("health", 0.75, "3 of 4 replicas ready"), new("alerts", null, "KAOS reads no alerts here")])),
        new UndoStarted("p1", "it did not help"),
        new SteeringMoved("task-2"),
        new SessionMerged("inc-2", "ses-2"),
        new RepairedByHand(
            "p1", "kubectl-edit", At, "Repaired by hand by kubectl-edit at 03:14 UTC, as rollback-config proposed."),
        new SessionEnded(SessionOutcome.Resolved, "All clear.", At.AddMinutes(30)),
        new QuestionAnswered(
            "task-1", "ctx-1", Alice, "team-a", "m-1", "how many replicas has shop?", "shop has 3 replicas.",
            JsonDocument.Parse("""{"kind":"kaos.evidence/v1","replicas":3}""").RootElement),
        new IncidentOpened("0123456789ab", "ses-1", Signal),
        new SignalJoined(Signal),
        new SymptomAttached(Signal),
        new IncidentDiagnosed(Finding, "a summary"),
        new ChoicesNoted([Option]),
        new IncidentMoved(IncidentState.AwaitingChoice, "offered"),
        new IncidentReopened(Signal, "ses-2"),
        new SignalAssigned("sig-1", "0123456789ab", "inc-1", "ses-1", Assignment.Opened, Signal),
        new IncidentOver("inc-1", SessionOutcome.Resolved, At),
        new IncidentMerged("inc-2"),
        new IncidentTreated("config-change/Deployment/restore-configmap"),
        new ClassTreated(
            new("inc-1", "ses-1", "east", "p1", Way, TreatmentResult.RolledBack, Maturity.Approve, "person:alice")),
        new ClassRecurred("inc-1"),
        new DeedSeen(new("inc-1", "ses-1", Way, "scaled to 3", "kubectl-scale", Same: true)),
        new ClassPromoted(Maturity.Approve, Way, "person:alice", "it works"),
        new ClassDemoted(Maturity.Propose, "system:kaos", "it came back"),
        new ActingStopped("person:alice", "a drill"),
        new ActingResumed("person:alice", "over"),
        new ExecutionNoted("inc-1"),
        new IncidentsMerged("inc-2", "ses-2", "inc-1", "ses-1"),
        new IncidentsLinked("inc-1", "inc-2"),
        new CauseNoted("inc-1", ["0123456789ab"], At),
        new PositionNoted(4711),
        new PushConfigured(
            new("hook-1", "https://example.com/hook", "c2VhbGVk", "1.0"), "task-1", "ctx-1", "ses-1", "person:alice",
            3),
        new ClusterChosen("prod-us-east"),
        new ChangeAskedBack(new OpenWish(
            "scale", "Deployment", "shop", null, "prod-us-east",
            System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("replicas", "3"),
            "scale the shop to 3",
            [new OpenChoice("prod-us-east", new("Deployment", "shop", "web")),
                new OpenChoice("", new("Deployment", "shop", "api"))])),
        new ChangeSettled(),
        new PushRemoved("hook-1"),
        new PushAttempted("hook-1", 1, "7.0", PushAttempt.Failed, "HTTP 503", At),
        new PushEnded("hook-1", 1, GivenUp: true),
    ];
}
