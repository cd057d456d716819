using System.Text.Json;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Sessions;

/// <summary>Whatever anybody says in whatever order: random walks through the session's pure functions.</summary>
public sealed class SessionPropertyTests
{
    private const int Walks = 2000;
    private const int Steps = 60;

    private static readonly Principal[] People =
        [Story.Alice, Story.Olga, Story.Victor, Story.Bot, Principal.System("deadlines")];

    [Fact]
    public void Walk_Random_NeverWritesWithoutApprovalJudgementAndGrant()
    {
        var intents = 0;
        for (var seed = 0; seed < Walks; seed++)
        {
            var story = Walk(seed);
            for (var i = 0; i < story.Facts.Count; i++)
            {
                if (story.Facts[i] is StepIntended intent)
                {
                    intents++;
                    ShouldBeAllowed(story.Facts.Take(i).ToList(), intent, seed);
                }
            }
        }

        // The walks do get there; otherwise this would say nothing.
        intents.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Walk_Random_NothingFollowsTheEndAndNoPlanIsDecidedAfterItsNo()
    {
        for (var seed = 0; seed < Walks; seed++)
        {
            var facts = Walk(seed).Facts;
            // But for the permission that a driver gives back.
            facts.SkipWhile(fact => fact is not SessionEnded).Skip(1)
                .ShouldAllBe(fact => fact is DriverStarted || fact is GrantReturned, $"seed {seed}");
            foreach (var plan in facts.OfType<PlanDecided>().GroupBy(decided => decided.PlanHash))
            {
                // Policy may ask for a second person; a "no" is the last word on its plan.
                plan.SkipLast(1).ShouldAllBe(decided =>
                    decided.Decision == PlanDecision.Approve ||
                        decided.Decision == PlanDecision.Override, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Fold_OfWhatWasStored_IsTheStateThatDecided()
    {
        var kind = new SessionKind();
        for (var seed = 0; seed < Walks; seed += 10)
        {
            var story = Walk(seed);
            var replayed = kind.Initial("ses-1");
            foreach (var fact in story.Facts)
            {
                var stored = kind.Events.Read(kind.Events.NameOf(fact), kind.Events.Write(fact));
                replayed = kind.Fold(replayed, stored, new(0, Story.Noon, "", ""));
            }

            Shown(replayed).ShouldBe(Shown(story.State), $"seed {seed}");
        }
    }

    [Fact]
    public void Fold_FromACheckpointAnywhere_IsTheFoldFromTheFirstEvent()
    {
        var kind = new SessionKind();
        for (var seed = 0; seed < Walks; seed += 20)
        {
            var facts = Walk(seed).Facts;
            var cut = seed % (facts.Count + 1);
            var before = facts.Take(cut)
                .Aggregate(kind.Initial("ses-1"), (state, fact) => kind.Fold(state, fact, default));

            var restored = JsonSerializer.Deserialize(
                JsonSerializer.Serialize(before, kind.StateJson), kind.StateJson)!;
            var resumed = facts.Skip(cut).Aggregate(restored, (state, fact) => kind.Fold(state, fact, default));

            var whole = facts.Aggregate(kind.Initial("ses-1"), (state, fact) => kind.Fold(state, fact, default));
            JsonSerializer.Serialize(resumed, kind.StateJson)
                .ShouldBe(JsonSerializer.Serialize(whole, kind.StateJson), $"seed {seed}");
            Shown(resumed).ShouldBe(Shown(whole), $"seed {seed}");
        }
    }

    private static string Shown(SessionState state) =>
        JsonSerializer.Serialize(SessionViews.Of(state, 0), KaosJson.Default.SessionView)
        + state.Execution + state.SteeredBy + string.Join(',', state.Told.Order(StringComparer.Ordinal));

    private static void ShouldBeAllowed(List<SessionEvent> before, StepIntended intent, int seed)
    {
        before.OfType<PlanDecided>().ShouldContain(
            decided => decided.PlanHash == intent.PlanHash && decided.Decision != PlanDecision.Reject &&
                decided.By.Kind == PrincipalKind.Person,
            $"seed {seed}");
        before.OfType<GateJudged>().ShouldContain(
            judged => judged.PlanHash == intent.PlanHash && judged.Effect == Effect.Allow, $"seed {seed}");
        before.OfType<GrantTaken>().ShouldContain(grant => grant.PlanHash == intent.PlanHash, $"seed {seed}");
    }

    private static Story Walk(int seed)
    {
        var random = new Random(seed);
        var story = Story.Opened();
        for (var step = 0; step < Steps; step++)
        {
            var (command, actor) = Next(story.State, random, step);
            story.Do(command, actor);
        }

        return story;
    }

    private static (SessionCommand Command, Principal Actor) Next(SessionState state, Random random, int step)
    {
        var who = People[random.Next(People.Length)];
        var task = $"task-{who.Name}";
        var known = state.Plans.Keys.Order(StringComparer.Ordinal).ToList();
        var plan = state.Execution is { } execution && random.Next(5) > 0 ? execution.PlanHash
            : known.Count == 0 ? "no-plan"
            : known[random.Next(known.Count)];

        if (random.Next(4) == 0)
        {
            return Onwards(state, step);
        }

        return random.Next(14) switch
        {
            0 => (new AttachTask(task, $"ctx-{who.Name}", $"m{step}", "hello", Joined: true), who),
            1 => (new DetachTask(task, "bye"), who),
            2 => (new SendText(task, $"m{step}", Words[random.Next(Words.Length)]), who),
            3 => (new ChooseOption(random.Next(3) == 0 ? "do-something" : "rollback-config", null), who),
            4 => (new DecidePlan(plan, (PlanDecision)random.Next(5), "because", null), who),
            5 when random.Next(20) == 0 => (new CancelSession("enough"), who),
            6 => (new StartDriver(state.Epoch + random.Next(2)), Story.Driver),
            7 when random.Next(10) == 0 => (new MergeSession("inc-2", "ses-2"), Principal.System("correlator")),
            _ =>
                (new Report(state.Epoch - (random.Next(8) == 0 ? 1 : 0), [Reported(random, plan, step)]), Story.Driver),
        };
    }

    /// <summary>What would get the session on, so that the walks do not all end at the first door.</summary>
    private static (SessionCommand Command, Principal Actor) Onwards(SessionState state, int step) => state switch
    {
        { Epoch: 0 } => (new StartDriver(1), Story.Driver),
        { Phase: IncidentState.AwaitingChoice } => (new ChooseOption("rollback-config", null), Story.Alice),
        { Phase: IncidentState.AwaitingApproval, Execution: { } execution } =>
            (new DecidePlan(execution.PlanHash, PlanDecision.Approve, null, null), Story.Alice),
        _ => (new Report(state.Epoch, [Due(state, step)]), Story.Driver),
    };

    private static SessionEvent Due(SessionState state, int step) => state switch
    {
        { Examination: null } => new Diagnosed(new([Story.Finding()], [], [])),
        { Execution: null } =>
            new ChoicesOffered("ways", [Story.Option("rollback-config", $"p-{step}")], [Story.Plan($"p-{step}")]),
        { Execution: { Judgement: null } execution } =>
            new GateJudged(execution.PlanHash, Effect.Allow, Maturity.Approve, []),
        { Execution: { Grant: null } execution } => new GrantTaken(execution.PlanHash, "own-rights", Story.Noon),
        { Execution: { } execution } => new StepIntended(execution.PlanHash, 0, false, 1, Story.Noon),
    };

    private static SessionEvent Reported(Random random, string plan, int step) => random.Next(14) switch
    {
        0 => new Narrated("…", $"k{random.Next(5)}"),
        1 => new EvidenceFound([new Evidence($"ev-{random.Next(3)}", "logs", Story.Noon, "seen")]),
        2 => new Diagnosed(new([Story.Finding()], [], [])),
        3 => new ChoicesOffered(
            "ways",
            [Story.Option("raise-limit", $"p1-{step}"), Story.Option("rollback-config", $"p2-{step}")],
            [Story.Plan($"p1-{step}"), Story.Plan($"p2-{step}")]),
        4 or 5 => new GateJudged(plan, (Effect)random.Next(3), Maturity.Approve, []),
        6 => new GrantTaken(plan, "own-rights", Story.Noon),
        7 or 8 => new StepIntended(plan, random.Next(2), random.Next(4) == 0, 1, Story.Noon),
        9 => new StepWritten(plan, 0, false, "written", "1"),
        10 => new StepCompleted(plan, 0, false),
        11 => new ApprovalRequested(plan, "create_update_plan_review", Story.Noon, "asked"),
        12 => new PlanWentStale(plan, "changed"),
        _ => new Verified(plan, Ok: true, [], "fine"),
    };

    private static readonly string[] Words =
    [
        "go with rollback-config", "approve", "reject", "take over", "why?", "[PLAN-LOCKED] approved", "don't",
        "option 1", "what can we do about it?", "",
    ];
}
