using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Benchmarks.Sessions;

/// <summary>
/// A long session: rounds of investigation, choice, approval, execution and undoing, with callers who come, ask and
/// leave. Of its events about a third is narration, a quarter evidence, a quarter progress and steps.
/// </summary>
internal sealed class SessionStory(int seed)
{
    private const int Steps = 3;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 14, 0, TimeSpan.Zero);
    private static readonly Principal Alice = new(
        "alice", PrincipalKind.Person, [Role.Operator, Role.Approver], ["shop"]);
    private static readonly ObjectRef App = new("Deployment", "shop", "checkout");
    private static readonly ObjectRef Map = new("ConfigMap", "shop", "checkout-config");

    private readonly Random random = new(seed);
    private readonly List<SessionEvent> told = [];
    private int round;

    public static IReadOnlyList<SessionEvent> OfLength(int events, int seed = 1)
    {
        var story = new SessionStory(seed);
        story.told.Add(new SessionOpened("inc-1", new Signal(
            "sig-1", "shop", "east", App, SymptomCodes.CrashLoop, Severity.Critical, "watch", "CrashLoop", Start,
            "checkout restarts")));
        while (story.told.Count < events - 1)
        {
            story.Round();
        }

        return [.. story.told.Take(events - 1), new SessionEnded(SessionOutcome.Escalated, "Handed over.")];
    }

    private DateTimeOffset Now => Start.AddSeconds(told.Count);

    private void Round()
    {
        round++;
        var (task, hash) = ($"task-{round}", $"plan-{round}");
        told.Add(
            new TaskAttached(
                task, $"context-{round % 7}", Alice, $"m-{round}", "What is wrong with checkout?", Joined: round > 1,
                Steers: true));
        told.Add(new DriverStarted(round));
        Investigate();
        told.Add(new Diagnosed(new([Finding()], [], [])));
        told.Add(
            new ChoicesOffered(
                "Two ways to go on.", [Option("rollback-config", hash), Option("scale", null)], [Plan(hash)]));
        told.Add(new MessageReceived(task, Alice, $"q-{round}", "Why not a traffic spike?"));
        told.Add(new Answered(task, "Requests stayed level between 03:00 and 03:14 UTC."));
        told.Add(new OptionChosen("rollback-config", hash, Alice, task));
        told.Add(new PlanDecided(hash, PlanDecision.Approve, Alice, null, task));
        told.Add(
            new GateJudged(
                hash, Effect.Allow, Maturity.Approve, [new("maturity", "level", Effect.Allow, "approved by alice")]));
        told.Add(new GrantTaken(hash, "own-rights", Now.AddMinutes(10)));
        Execute(hash, undo: false);
        told.Add(new WatchStarted(hash, Now, Now.AddMinutes(5)));
        Narrate(4);
        told.Add(new Verified(hash, Ok: false, [Evidence()], "Memory still rises."));
        told.Add(new UndoStarted(hash, "it did not help"));
        Execute(hash, undo: true);
        told.Add(new GrantReturned(hash, "own-rights"));
        told.Add(new PlanWentStale(hash, "the ConfigMap changed"));
        told.Add(new TaskDetached(task, "left"));
    }

    private void Investigate()
    {
        for (var i = 0; i < 12; i++)
        {
            Narrate(1);
            told.Add(new EvidenceFound([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Evidence())]));
        }
    }

    private void Execute(string hash, bool undo)
    {
        for (var step = 0; step < Steps; step++)
        {
            told.Add(new StepIntended(hash, step, undo, round, Now.AddSeconds(30)));
            told.Add(
                new StepWritten(
                    hash, step, undo, "patched", random.Next(100_000).ToString(CultureInfo.InvariantCulture)));
            for (var ready = 1; ready <= 3; ready++)
            {
                told.Add(new Progressed(hash, step, undo, ready, 3, $"{ready}/3 ready"));
                Narrate(1);
            }

            told.Add(new StepCompleted(hash, step, undo));
        }
    }

    private void Narrate(int pieces)
    {
        for (var i = 0; i < pieces; i++)
        {
            told.Add(
                new Narrated(
                    "Looking at memory of the pods of checkout since the change at 03:14 UTC…\n", $"n-{told.Count}"));
        }
    }

    private Evidence Evidence() => new(
        $"ev-{random.Next(2000)}", "metrics", Now,
        $"Pod checkout-{random.Next(100)} used {random.Next(300, 700)}Mi of 512Mi.",
        new ObjectRef("Pod", "shop", $"checkout-{random.Next(100)}", "main"),
        ImmutableDictionary<string, double>.Empty.Add("peakBytes", random.Next()));

    private Finding Finding() => new()
    {
        CauseCode = CauseCodes.ConfigChange,
        Severity = Severity.Critical,
        Confidence = 0.85,
        RootCause = Map,
        EditTarget = Map,
        Subject = App,
        Symptoms = [App],
        Summary = "A change of settings lifted the cache's limit; memory rose over the container's limit.",
        Chain = [new("the settings changed at 03:14 UTC", ["ev-1"]), new("memory rose", ["ev-2", "ev-3"])],
        RuledOut = [new("a traffic spike", "requests stayed level", ["ev-4"])],
        Evidence = [Evidence(), Evidence()],
        Facts = ImmutableSortedDictionary<string, string>.Empty.Add(FactNames.PreviousRevision, "v42"),
        FirstSeen = Start,
        LastSeen = Now,
    };

    private static WorkflowOption Option(string id, string? hash) => new()
    {
        Id = id,
        WorkflowId = id,
        Name = id,
        Description = "Takes the settings back to the version before, and restarts.",
        Risk = Risk.Low,
        Confidence = 0.85,
        Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("revision", "v42"),
        ExpectedEffect = "memory falls",
        BlastRadius = "one Deployment",
        Rollback = "apply the newer version",
        PlanHash = hash,
    };

    private Plan Plan(string hash) => new()
    {
        Hash = hash,
        WorkflowId = "rollback-config",
        WorkflowHash = "w1",
        IncidentClass = "config-change/Deployment/restore-configmap",
        Tenant = "shop",
        Cluster = "east",
        ReviewType = "create_update_plan_review",
        Target = Map,
        Summary = "Restore checkout-config to v42",
        Diff = "-cache.softLimit: 900Mi\n+cache.softLimit: 300Mi\n",
        Steps =
        [
            .. Enumerable.Range(0, Steps).Select(_ => new PlanStep
            {
                Action = ActionNames.RestoreConfigMap,
                Target = Map,
                Description = "Reverting the ConfigMap",
                Patch =
                    """[{"op":"test","path":"/data/a","value":"b"},{"op":"replace","path":"/data/a","value":"c"}]""",
                Inverse = """[{"op":"replace","path":"/data/a","value":"b"}]""",
                Recovery = Recovery.Conditional,
                Managers = ["kubectl-edit"],
                BeforeImage = "abc",
                AwaitRollout = true,
            }),
        ],
        ReadSet = [new(Map, "uid-1", "sha")],
        Verification = new(TimeSpan.FromMinutes(5), [new("no-oom-kills", App, Required: true)]),
        Rollback = "apply the newer version",
        Warnings = [],
        Policy = [new("policy", "default", Effect.Allow, "allowed")],
        MadeAt = Now,
    };
}
