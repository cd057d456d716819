using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>
/// The one gate (design section 6): judges plans, and is the only holder of a cluster's writer. All rules run, every
/// reason is returned, the strictest wins; what cannot be judged is denied.
/// </summary>
public interface IGate
{
    /// <summary>May this plan go ahead, by these people? Reads nothing from the cluster.</summary>
    ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the permission for exactly this plan's writes; see <see cref="IGrants"/> for what it throws.
    /// </summary>
    Task<Grant> TakeGrantAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken);

    /// <summary>Gives it back; what is gone already is no error.</summary>
    Task ReturnGrantAsync(Plan plan, string grant, CancellationToken cancellationToken);

    /// <summary>Gives back what brokers hold for us and no session uses; returns the names.</summary>
    Task<IReadOnlyList<string>> SweepGrantsAsync(IReadOnlySet<string> inUse, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the Jobs of debug steps whose plan nobody carries out any more, by the right that the plan had; returns
    /// their names. A Job whose plan is not found is left alone: it may be another KAOS's.
    /// </summary>
    /// <param name="abandoned">The plan whose hash begins so, if nobody carries it out; null: leave its Jobs.</param>
    Task<IReadOnlyList<string>> SweepDebugPodsAsync(
        Func<string, CancellationToken, ValueTask<AbandonedPlan?>> abandoned, CancellationToken cancellationToken);

    /// <summary>
    /// Writes one step (or its inverse): re-reads, compares the plan's projections (allowing for what earlier steps of
    /// the plan did), sends the fresh resourceVersion as precondition. The caller has recorded the intent.
    /// </summary>
    Task<StepOutcome> WriteAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken);

    /// <summary>After a crash: does the world show that this step, whose intent was recorded, has happened?</summary>
    Task<StepSighting> LookAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the branch of a step is in its repository; <see cref="LookAsync"/> says whether it is merged and
    /// applied.
    /// </summary>
    Task<StepSighting> LookAtBranchAsync(Plan plan, int step, CancellationToken cancellationToken) =>
        Task.FromResult(StepSighting.CannotTell);

    /// <summary>
    /// Who wrote the fields of the plan's first step last, by the API server's books; null when it cannot be told.
    /// </summary>
    Task<FieldWriter?> LastWriterAsync(Plan plan, CancellationToken cancellationToken);

    /// <summary>
    /// Each time the roll-out that this step started moves on; ends when it is complete. Throws
    /// <see cref="TimeoutException"/> when it stops moving.
    /// </summary>
    IAsyncEnumerable<RolloutProgress> RolloutAsync(Plan plan, int step, bool undo, CancellationToken cancellationToken);
}

/// <summary>Whose word a plan has so far.</summary>
/// <param name="Requester">Who asked for it; null: nobody but KAOS.</param>
public sealed record Consent(ImmutableArray<Principal> Approvers, Principal? Requester = null)
{
    /// <summary>KAOS chose the plan by itself; null: somebody did.</summary>
    public OwnChoice? Own { get; init; }

    public static Consent None { get; } = new([]);

    /// <summary>
    /// Who wished for the change that the plan is for, by name; null: nobody, KAOS found the trouble.
    /// </summary>
    public string? WishedBy { get; init; }

    public bool IsRequester(Principal person) =>
        (Requester is { } asked && asked.Name == person.Name && asked.Kind == person.Kind) ||
            (WishedBy == person.Name && person.Kind == PrincipalKind.Person);
}

/// <summary>A plan that is not carried out any more, and whose word it had.</summary>
public sealed record AbandonedPlan(Plan Plan, GrantReason Reason);

/// <summary>What KAOS itself made of the option that it chose.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record OwnChoice(double Confidence, Risk Risk);

/// <param name="Manager">A field manager: <c>kubectl-edit</c>, <c>argocd-controller</c>, …</param>
public sealed record FieldWriter(string Manager, DateTimeOffset At);

public sealed record Judgement(Effect Effect, Maturity Level, ImmutableArray<Verdict> Verdicts)
{
    /// <summary>The reasons of the rules that decided it.</summary>
    public string Why =>
        string.Join(" ", Verdicts.Where(verdict => verdict.Effect == Effect).Select(verdict => verdict.Reason));
}

/// <param name="Said">What a program that was run said, redacted; null where none was run.</param>
public sealed record StepOutcome(StepResult Result, string Text, string? ResourceVersion = null, Evidence? Said = null);

public enum StepResult
{
    Written,

    /// <summary>It was so already; nothing was written.</summary>
    Already,

    /// <summary>The world does not fit the plan any more; nothing was written.</summary>
    Stale,

    Refused,

    /// <summary>The kill switch or the level of the class forbids it by now; nothing was written.</summary>
    Stopped,

    /// <summary>A disruption budget forbids it now; it may be tried again.</summary>
    Held,

    /// <summary>Sent, and no answer came.</summary>
    OutcomeUnknown,
}

public enum StepSighting
{
    Happened,
    NotHappened,

    /// <summary>Neither as before the step nor as after it: somebody else has changed what it writes.</summary>
    Changed,
    CannotTell,
}

public sealed record RolloutProgress(int Ready, int Of);
