using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Execution;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// The gate's books and the broker of one session of a walk, and its way to the cluster. Notes every write that the
/// session's log did not entitle anybody to.
/// </summary>
/// <param name="prefix">Of its plans' names, so that no other session has them.</param>
internal sealed class ModelWorld(
    Story story, Mischief mischief, ModelRules rules, ModelObjects objects, Action meanwhile, string prefix,
    TimeSpan approvalLasts)
    : IGate, IPlanner, IVerifier
{
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

    public int Writes => written.Count;

    /// <summary>Writes that were refused because the object was not as planned any more.</summary>
    public int Losses { get; private set; }

    private Maturity Level => rules.Level;

    /// <summary>A person carries out by hand what was proposed.</summary>
    public void MendByHand(string plan)
    {
        if (story.State.Plans.GetValueOrDefault(plan) is { } proposed)
        {
            objects.Patch(proposed.Steps[0].Target.Name, JsonPatch.Parse(proposed.Steps[0].Patch));
        }
    }

    public ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken)
    {
        var judgement = Judge(plan, consent);
        allowed = (plan.Hash, judgement.Effect == Effect.Allow);
        return ValueTask.FromResult(judgement);
    }

    private Judgement Judge(Plan plan, Consent consent)
    {
        if (rules.Stopped)
        {
            return new Judgement(Effect.Deny, Level, [new("policy", "kill-switch", Effect.Deny, "stopped")]);
        }

        if (rules.PolicyBroken || Level <= Maturity.Propose)
        {
            return new Judgement(Effect.Deny, Maturity.Propose, [OnlyProposed()]);
        }

        if (consent is { Own: not null, Approvers.IsEmpty: true } && Level == Maturity.Act)
        {
            return new Judgement(Effect.Allow, Level, []);
        }

        // The rule as it is: foreign, agents' and requesters' words are for it to tell.
        var (effect, why) = new ApprovalRule().Judge(new GateCase(
            plan, consent with { Own = null }, rules.Policy, null, new ClassStanding(Level, "model"), null,
            PastActions.None, story.Now));
        return new Judgement(effect, Level, [new Verdict("approval", "approval", effect, why)]);
    }

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

    public async Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        Wrongs.AddRange(Wrong(plan.Hash, step, undo));
        mischief.MayDie(20);
        if (rules.Stopped || (!undo && (Level <= Maturity.Propose || rules.PolicyBroken)))
        {
            return new StepOutcome(StepResult.Stopped, "not written");
        }

        if (mischief.Strikes(15))
        {
            return new StepOutcome(mischief.Pick(StepResult.Refused, StepResult.Stale, StepResult.Held), "not written");
        }

        if (proposals.Contains(plan.Hash))
        {
            Note(plan.Hash, step, undo);
            branches.Add(plan.Hash);
            return new StepOutcome(StepResult.Written, "pushed");
        }

        var outcome = await WriterFor(plan, step, undo).WriteAsync(plan, step, undo, cancellationToken);
        Losses += outcome.Result == StepResult.Stale ? 1 : 0;
        return outcome;
    }

    public Task<StepSighting> LookAtBranchAsync(
        Plan plan, int step, CancellationToken cancellationToken) => Task.FromResult(
        mischief.Strikes(15) ? mischief.Pick(StepSighting.Changed, StepSighting.CannotTell)
        : branches.Contains(plan.Hash) ? StepSighting.Happened
        : StepSighting.NotHappened);

    public Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken)
    {
        // People merge a branch some time, or never.
        if (branches.Contains(plan.Hash) && mischief.Strikes(60))
        {
            MendByHand(plan.Hash);
        }

        return mischief.Strikes(15)
            ? Task.FromResult(mischief.Pick(StepSighting.Changed, StepSighting.CannotTell))
            : WriterFor(plan, step, undo).LookAsync(plan, step, undo, cancellationToken);
    }

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
        var name = $"{prefix}{++plans}";
        var (settings, shop) = (objects.Get(ModelObjects.Settings.Name), objects.Get(ModelObjects.Shop.Name));
        var mode = new FieldEdits(settings).Set(["data", "mode"], name);
        var restart = new FieldEdits(shop).Set(["spec", "template", "metadata", "annotations", "restarted"], name);
        var plan = Story.Plan(name);
        plan = plan with
        {
            Policy = Level <= Maturity.Propose ? [OnlyProposed()] : [],
            MadeAt = story.Now,
            ReadSet =
            [
                ObjectProjection.Of(ModelObjects.Settings, settings, withReplicas: false),
                ObjectProjection.Of(ModelObjects.Shop, shop, withReplicas: false),
            ],
            Steps =
            [
                plan.Steps[0] with { Patch = mode.Patch, Inverse = mode.Inverse },
                plan.Steps[1] with { Patch = restart.Patch, Inverse = mischief.Strikes(6) ? null : restart.Inverse },
            ],
        };
        if (!mischief.Strikes(8))
        {
            return plan;
        }

        proposals.Add(plan.Hash);
        return plan with { Steps = [plan.Steps[0] with { Action = ActionNames.PullRequest, Inverse = null, PullRequest = Story.Branch() }] };
    }

    private StepWriter WriterFor(Plan plan, int step, bool undo)
    {
        var client = new ModelClient(objects, mischief, meanwhile, () => Note(plan.Hash, step, undo));
        return new StepWriter(client, client, new GateOptions());
    }

    private void Note(string plan, int step, bool undo)
    {
        if (!written.Add((plan, step, undo)))
        {
            Wrongs.Add($"step {step} of {plan} (undo: {undo}) was written twice");
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
        else if (decision < 0 || Word(facts, decision, plan) < rules.Approvals)
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

    // Told from the log alone: how many different people, whose word counts here, have said yes since it was chosen.
    private int Word(List<SessionEvent> facts, int decision, string plan)
    {
        var chosen = facts.FindLastIndex(decision, fact => fact is OptionChosen option && option.PlanHash == plan);
        var asked = (facts.ElementAtOrDefault(chosen) as OptionChosen)?.By.Name;
        return facts.Take(decision + 1).Skip(Math.Max(chosen, 0)).OfType<PlanDecided>()
            .Where(decided => decided.PlanHash == plan
                && decided.Decision is PlanDecision.Approve or PlanDecision.Override
                && decided.By is { Kind: PrincipalKind.Person } by && by.Has(Role.Approver)
                && by.Tenants.Contains("*")
                && !(rules.Separate && (by.Name == asked || by.Name == rules.WishedBy)))
            .Select(decided => decided.By.Name).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>When the newest approval was recorded.</summary>
    public DateTimeOffset ApprovedAt { get; set; }
}
