using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

/// <summary>A session told command by command, by the pure functions alone.</summary>
internal sealed class Story
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Principal Alice = Person("alice", Role.Viewer, Role.Operator, Role.Approver);
    public static readonly Principal Olga = Person("olga", Role.Viewer, Role.Operator);
    public static readonly Principal Victor = Person("victor", Role.Viewer);
    public static readonly Principal Bot = new("bot", PrincipalKind.Agent, [Role.Agent, Role.Approver], ["*"]);
    public static readonly Principal Driver = Principal.System("driver");

    private readonly SessionKind kind = new();
    private long version;

    public SessionState State { get; private set; } = new("ses-1");

    public List<SessionEvent> Facts { get; } = [];

    /// <summary>Process time of the turns.</summary>
    public DateTimeOffset Now { get; set; } = Noon;

    /// <summary>As the engine would hold them.</summary>
    public Dictionary<string, DateTimeOffset> Deadlines { get; } = new(StringComparer.Ordinal);

    public static Signal Signal(string id = "sig-1", string name = "shop") => new(
        id, "default", "east", new ObjectRef("Deployment", "prod", name), SymptomCodes.CrashLoop, Severity.Critical,
        "watch", "kaos", Noon, $"{name} keeps crashing");

    public static Plan Plan(string hash, bool invertible = true) => new()
    {
        Hash = hash,
        WorkflowId = "fix-" + hash,
        WorkflowHash = "w",
        IncidentClass = "config-change/Deployment/restore-configmap",
        Tenant = "default",
        Cluster = "east",
        ReviewType = "create_update_plan_review",
        Target = new("ConfigMap", "prod", "settings"),
        Summary = "Restore settings",
        Diff = "-a\n+b\n",
        Steps =
        [
            Step(ActionNames.RestoreConfigMap, new("ConfigMap", "prod", "settings"), false, invertible),
            Step(ActionNames.RolloutRestart, new("Deployment", "prod", "shop"), true, invertible),
        ],
        ReadSet = [],
        Verification = new(TimeSpan.FromMinutes(5), []),
        MadeAt = Noon,
    };

    public static PullRequest Branch() => new()
    {
        Action = ActionNames.RestoreConfigMap,
        Tool = "Flux",
        IncidentId = "inc-1",
        Remote = "file:///srv/deploy.git",
        Base = "main",
        BaseCommit = "b1",
        Branch = "kaos/inc-1-0123abcd",
        Commit = "c1",
        Path = "apps/settings.yaml",
        Blob = "f1",
        Title = "Restore settings",
        Text = "Because",
    };

    public static Finding Finding() => new()
    {
        CauseCode = CauseCodes.ConfigChange,
        Severity = Severity.Critical,
        Confidence = 0.9,
        RootCause = new("ConfigMap", "prod", "settings"),
        EditTarget = new("ConfigMap", "prod", "settings"),
        Subject = new("Deployment", "prod", "shop"),
        Summary = "A change of settings made it crash.",
        Chain = [new("settings changed", ["ev-1"])],
        Evidence = [new("ev-1", "changes", Noon, "settings changed at 11:58")],
        FirstSeen = Noon,
        LastSeen = Noon,
    };

    public static WorkflowOption Option(string id, string? plan) => new()
    {
        Id = id,
        WorkflowId = id,
        Name = id,
        Description = $"does {id}",
        Risk = plan is null ? Risk.None : Risk.Low,
        Confidence = plan is null ? 0 : 0.8,
        PlanHash = plan,
    };

    /// <param name="signal">Null: something crashes.</param>
    public static Story Opened(Signal? signal = null)
    {
        var story = new Story();
        story.Do(new OpenSession("inc-1", signal ?? Signal()), Driver);

        return story;
    }

    /// <summary>Two workflows and the two fixed options are open; alice steers.</summary>
    public static Story WithChoices()
    {
        var story = Opened();
        story.Do(new AttachTask("task-alice", "ctx-alice", "m1", "what is wrong?", Joined: true), Alice);
        story.Do(new StartDriver(1), Driver);
        story.Report(new Diagnosed(new([Finding()], [], [])));
        story.Report(new ChoicesOffered(
            "two ways",
            [Option("raise-limit", "p1"), Option("rollback-config", "p2"), Option("do-nothing", null),
                Option("hand-over", null)],
            [Plan("p1"), Plan("p2")]));

        return story;
    }

    public static Story Allowed()
    {
        var story = WithChoices();
        story.Do(new ChooseOption("rollback-config", "task-alice"), Alice);
        story.Report(new GateJudged("p2", Effect.Allow, Maturity.Approve, []));
        story.Report(new GrantTaken("p2", "own-rights", Noon));

        return story;
    }

    public Problem? Do(SessionCommand command, Principal actor)
    {
        var turn = new Turn(actor, Now, $"c{version}", version);
        var decision = kind.Decide(State, command, turn);
        foreach (var fact in decision.Facts)
        {
            State = kind.Fold(State, fact, new(++version, Now, actor.ToString(), turn.CommandId));
            Facts.Add(fact);
        }

        foreach (var deadline in decision.Facts.Count == 0 ? [] : kind.React(State, decision.Facts, turn).Deadlines)
        {
            Deadlines.Remove(deadline.Name);
            if (deadline.Due is { } due)
            {
                Deadlines.Add(deadline.Name, due);
            }
        }

        return decision.Refusal;
    }

    /// <summary>What the deadline loop does when a deadline of this session is due.</summary>
    public void Wake()
    {
        foreach (var (name, _) in Deadlines.Where(deadline => deadline.Value <= Now).ToList())
        {
            Deadlines.Remove(name);
            if (kind.Wake(State, name) is { } command)
            {
                Do(command, Principal.System("deadlines"));
            }
        }
    }

    public Problem? Report(params SessionEvent[] facts) => Do(new Report(State.Epoch, [.. facts]), Driver);

    private static Principal Person(string name, params Role[] roles) =>
        new(name, PrincipalKind.Person, [.. roles], ["*"]);

    private static PlanStep Step(string action, ObjectRef target, bool rollout, bool invertible) => new()
    {
        Action = action,
        Target = target,
        Description = $"{action} {target.Name}",
        Patch = "[]",
        Inverse = invertible ? "[]" : null,
        Recovery = Recovery.Conditional,
        AwaitRollout = rollout,
    };
}
