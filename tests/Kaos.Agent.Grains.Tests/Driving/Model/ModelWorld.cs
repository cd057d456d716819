using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// The cluster, the gate's books and the broker of one walk. It writes whatever it is told to, again and again if need
/// be, and notes every write that the session's log did not entitle anybody to.
/// </summary>
internal sealed class ModelWorld(Story story, Mischief mischief, TimeSpan approvalLasts) : IGate, IPlanner, IVerifier
{
    private readonly HashSet<(string Plan, int Step)> done = [];
    private readonly HashSet<(string Plan, int Step, bool Undo)> written = [];
    private readonly HashSet<string> proposals = [];
    private readonly HashSet<string> branches = [];
    private (string Plan, bool ByTheGate) allowed;
    private int plans;

    /// <summary>What must never be, in words.</summary>
    public List<string> Wrongs { get; } = [];

    /// <summary>Grants that the broker has given and not got back.</summary>
    public HashSet<string> Held { get; } = [];

    /// <summary>Grants that were given to a process that died before it could note them: for the sweep.</summary>
    public HashSet<string> Orphans { get; } = [];

    public Maturity Level { get; set; } = Maturity.Approve;

    public bool Stopped { get; set; }

    /// <summary>The policy cannot be read: nothing more than proposing.</summary>
    public bool PolicyBroken { get; set; }

    public int Writes => written.Count;

    public int Approvals { get; } = mischief.Pick(1, 1, 1, 2);

    /// <summary>A person carries out by hand what was proposed.</summary>
    public void MendByHand(string plan) => done.Add((plan, 0));

    public ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken)
    {
        var judgement = Judge(consent);
        allowed = (plan.Hash, judgement.Effect == Effect.Allow);
        return ValueTask.FromResult(judgement);
    }

    private Judgement Judge(Consent consent) =>
        Stopped ? new Judgement(Effect.Deny, Level, [new("policy", "kill-switch", Effect.Deny, "stopped")])
        : PolicyBroken ? new Judgement(
            Effect.Deny, Maturity.Propose, [new("policy", "policy-readable", Effect.Deny, "line 3"), OnlyProposed()])
        : Level <= Maturity.Propose ? new Judgement(Effect.Deny, Level, [OnlyProposed()])
        : consent is { Own: not null, Approvers.IsEmpty: true } &&
            Level == Maturity.Act ? new Judgement(Effect.Allow, Level, [])
        : new Judgement(
            consent.Approvers.Select(one => one.Name).Distinct().Count() < Approvals ? Effect.Ask : Effect.Allow, Level,
            []);

    public Task<Grant> TakeGrantAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken)
    {
        // Named by the plan, as a broker does: asked for again, it is the same one.
        var grant = $"grant-{plan.Hash}";
        Held.Add(grant);
        Orphans.Add(grant);
        mischief.MayDie(20);
        return Task.FromResult(new Grant(grant, story.Now + approvalLasts));
    }

    public Task ReturnGrantAsync(Plan plan, string grant, CancellationToken cancellationToken)
    {
        mischief.MayDie(20);
        Held.Remove(grant);
        mischief.MayDie(20);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> SweepGrantsAsync(
        IReadOnlySet<string> inUse, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> SweepDebugPodsAsync(
        Func<string, CancellationToken, ValueTask<AbandonedPlan?>> abandoned, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        Wrongs.AddRange(Wrong(plan.Hash, step, undo));
        mischief.MayDie(20);
        if (Stopped || (!undo && (Level <= Maturity.Propose || PolicyBroken)))
        {
            return Task.FromResult(new StepOutcome(StepResult.Stopped, "not written"));
        }

        if (mischief.Strikes(15))
        {
            return Task.FromResult(
                new StepOutcome(mischief.Pick(StepResult.Refused, StepResult.Stale, StepResult.Held), "not written"));
        }

        var lost = mischief.Strikes(20);
        if (!lost || mischief.Strikes(2))
        {
            Write(plan.Hash, step, undo);
        }

        mischief.MayDie(20);
        return Task.FromResult(lost
            ? new StepOutcome(StepResult.OutcomeUnknown, "no answer came")
            : new StepOutcome(
                mischief.Pick(StepResult.Written, StepResult.Written, StepResult.Already), "written", "1"));
    }

    public Task<StepSighting> LookAtBranchAsync(
        Plan plan, int step, CancellationToken cancellationToken) => Task.FromResult(
        mischief.Strikes(15) ? mischief.Pick(StepSighting.Changed, StepSighting.CannotTell)
        : branches.Contains(plan.Hash) ? StepSighting.Happened
        : StepSighting.NotHappened);

    public Task<StepSighting> LookAsync(
        Plan plan, int step, bool undo, CancellationToken cancellationToken) => Task.FromResult(
        // People merge a branch some time, or never.
        branches.Contains(plan.Hash) && mischief.Strikes(60) && done.Add((plan.Hash, step)) ? StepSighting.Happened
        : mischief.Strikes(15) ? mischief.Pick(StepSighting.Changed, StepSighting.CannotTell)
        : done.Contains((plan.Hash, step)) != undo ? StepSighting.Happened
        : StepSighting.NotHappened);

    public async IAsyncEnumerable<RolloutProgress> RolloutAsync(
        Plan plan, int step, bool undo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new(1, 3);
        if (mischief.Strikes(15))
        {
            throw new TimeoutException("it does not come up");
        }

        yield return new(3, 3);
    }

    public Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken) =>
        Task.FromResult(mischief.Strikes(2) ? null : new FieldWriter("kubectl-edit", story.Now));

    public Task<Offer> OfferAsync(PlanScope scope, Finding finding, CancellationToken cancellationToken)
    {
        Plan[] made = [.. Enumerable.Range(0, mischief.Pick(1, 2, 2, mischief.Strikes(5) ? 0 : 1)).Select(_ => Make())];
        return Task.FromResult(new Offer(
            [.. made.Select((plan, i) => Story.Option($"way-{i}", plan.Hash)), Story.Option("do-nothing", null),
                Story.Option("hand-over", null)],
            [.. made], []));
    }

    public Task<Offer> OfferRequestAsync(
        PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken) =>
        OfferAsync(scope, finding, cancellationToken);

    public Task<VerificationReading> ReadAsync(
        Plan plan, Finding finding, DateTimeOffset from, bool final,
        CancellationToken cancellationToken) => Task.FromResult(
        new VerificationReading(
            mischief.Strikes(12) ? mischief.Pick(VerificationState.Failed, VerificationState.Unknown)
            : final || mischief.Strikes(2) ? VerificationState.Good
            : VerificationState.NotYet,
            [], "seen"));

    private static Verdict OnlyProposed() => new("maturity", "maturity", Effect.Deny, "KAOS may only propose");

    private Plan Make()
    {
        var plan = Story.Plan($"p{++plans}", invertible: !mischief.Strikes(6)) with
        {
            Policy = Level <= Maturity.Propose ? [OnlyProposed()] : [],
            MadeAt = story.Now,
        };
        if (!mischief.Strikes(8))
        {
            return plan;
        }

        proposals.Add(plan.Hash);
        return plan with { Steps = [plan.Steps[0] with { Action = ActionNames.PullRequest, Inverse = null, PullRequest = Story.Branch() }] };
    }

    private void Write(string plan, int step, bool undo)
    {
        if (!written.Add((plan, step, undo)))
        {
            Wrongs.Add($"step {step} of {plan} (undo: {undo}) was written twice");
        }

        if (proposals.Contains(plan))
        {
            branches.Add(plan);
        }
        else if (undo)
        {
            done.Remove((plan, step));
        }
        else
        {
            done.Add((plan, step));
        }
    }

    private IEnumerable<string> Wrong(string plan, int step, bool undo)
    {
        var facts = story.Facts;
        var intent = facts.FindLastIndex(fact => fact is StepIntended intended
            && (intended.PlanHash, intended.Step, intended.Undo) == (plan, step, undo));
        var decision = facts.FindLastIndex(
            Math.Max(intent, 0), fact => fact is PlanDecided decided && decided.PlanHash == plan);
        if (intent < 0 || facts.Skip(intent).Any(fact => fact is StepWritten or StepFailed))
        {
            yield return $"{plan}/{step} was written without an intent";
        }

        var alone = facts.FindLastIndex(
            Math.Max(intent, 0), fact => fact is ChosenAlone chosen && chosen.PlanHash == plan);
        if (alone >= 0 && decision < 0)
        {
            // Asked right before each step; what comes in the instant after is for the next one.
            if (!undo && allowed != (plan, true))
            {
                yield return $"{plan}/{step} was written by KAOS alone, and the gate's newest word was no";
            }

            if (step == 0 && !undo && story.Now > story.State.Execution?.ApprovedAt + approvalLasts)
            {
                yield return $"{plan}/{step} was written long after KAOS chose it";
            }

            decision = alone;
        }
        else if (decision < 0 ||
            facts[decision] is not PlanDecided { Decision: PlanDecision.Approve or PlanDecision.Override, By: var by }
            || by.Kind != Contracts.PrincipalKind.Person || !by.Has(Contracts.Role.Approver))
        {
            yield return $"{plan}/{step} was written without an approval";
        }
        else if (step == 0 && !undo && story.Now > ApprovedAt + approvalLasts)
        {
            yield return $"{plan}/{step} was written after its approval had expired";
        }

        if (!facts.Skip(decision).Take(intent - decision)
            .Any(fact => fact is GateJudged { Effect: Effect.Allow } judged && judged.PlanHash == plan))
        {
            yield return $"{plan}/{step} was written without the gate's word since the newest decision";
        }

        if (story.State.Grants.GetValueOrDefault(plan) is not { } grant || !Held.Contains(grant))
        {
            yield return $"{plan}/{step} was written without a permission";
        }
    }

    /// <summary>When the newest approval was recorded.</summary>
    public DateTimeOffset ApprovedAt { get; set; }
}
