using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Gate;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>A session as its log tells it. Built only by <see cref="SessionFold"/>.</summary>
public sealed record SessionState(string Id)
{
    public string IncidentId { get; init; } = "";

    /// <summary>Null until the session is opened.</summary>
    public Signal? Signal { get; init; }

    public IncidentState Phase { get; init; } = IncidentState.Investigating;

    public SessionOutcome? Outcome { get; init; }

    /// <summary>The epoch of the newest driver; only it may report.</summary>
    public long Epoch { get; init; }

    public ImmutableDictionary<string, Engagement> Tasks { get; init; } = ImmutableDictionary<string, Engagement>.Empty;

    /// <summary>The task whose caller steers; null while nobody does.</summary>
    public string? SteeredBy { get; init; }

    public ImmutableList<string> Narration { get; init; } = [];

    public ImmutableHashSet<string> Told { get; init; } = [];

    public ImmutableDictionary<string, Evidence> Evidence { get; init; } = ImmutableDictionary<string, Evidence>.Empty;

    public Examination? Examination { get; init; }

    /// <summary>The cluster has changed under a plan: the diagnosis is made again, and then the options.</summary>
    public bool Stale { get; init; }

    /// <summary>What is offered may only be proposed: a person may mend it by hand meanwhile.</summary>
    [JsonIgnore]
    public bool OnlyProposed => Options is { } options && options.Any(option => option.PlanHash is { } hash
        && Plans.TryGetValue(hash, out var plan) &&
            plan.Policy.Any(verdict => verdict is { Stage: "maturity", Effect: Effect.Deny }));

    public Finding? Finding => Examination is { Findings: [var best, ..] } ? best : null;

    /// <summary>Null until options were offered.</summary>
    public ImmutableArray<WorkflowOption>? Options { get; init; }

    public ImmutableDictionary<string, Plan> Plans { get; init; } = ImmutableDictionary<string, Plan>.Empty;

    /// <summary>Values that people put in the place of those found, by workflow and parameter.</summary>
    public ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> Edits { get; init; } =
        ImmutableDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;

    public string? ChosenOption { get; init; }

    /// <summary>
    /// The plan that was chosen and its way through gate, execution and verification; null while there is none.
    /// </summary>
    public Execution? Execution { get; init; }

    /// <summary>Permissions that were taken and not returned, by plan.</summary>
    public ImmutableDictionary<string, string> Grants { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>One that nothing needs any more.</summary>
    internal Work.ReturnGrant? LeftGrant => Grants
        .Where(held => Over || held.Key != Execution?.PlanHash)
        .Select(held => new Work.ReturnGrant(Plans[held.Key], held.Value))
        .FirstOrDefault();

    public bool Opened => Signal is not null;

    public bool Over => Outcome is not null;

    public Plan? Plan => Execution is { } execution ? Plans.GetValueOrDefault(execution.PlanHash) : null;

    /// <summary>Approvals that were given for a plan.</summary>
    public ImmutableArray<Principal> Approvers => Execution?.Approvers ?? [];

    /// <summary>Whose word the plan has: those who approved it, else KAOS where it chose by itself.</summary>
    internal ImmutableArray<Principal> Word =>
        Execution is { Own: not null, Approvers: [], ChosenBy: { } kaos } ? [kaos] : Approvers;

    /// <summary>How often KAOS chose by itself here.</summary>
    public int OwnChoices { get; init; }
}

/// <summary>One caller's engagement with the session.</summary>
public sealed record Engagement(string TaskId, string ContextId, Principal Caller, bool Joined, bool Detached);

/// <summary>How far a chosen plan has come.</summary>
public sealed record Execution(string PlanHash)
{
    public ImmutableArray<Principal> Approvers { get; init; } = [];

    /// <summary>Who chose the option.</summary>
    public Principal? ChosenBy { get; init; }

    /// <summary>KAOS chose by itself; null: somebody did.</summary>
    public OwnChoice? Own { get; init; }

    public bool Decided { get; init; }

    /// <summary>What the gate said since the newest decision; null: it has to be asked.</summary>
    public Effect? Judgement { get; init; }

    /// <summary>At which the class stood when the gate last judged the plan.</summary>
    public Maturity Level { get; init; }

    public DateTimeOffset? ApprovalExpires { get; init; }

    /// <summary>Of the newest approval, or of KAOS's own choice; process time.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    public string? Grant { get; init; }

    /// <summary>How its workloads stood before the first write; empty: it could not be seen.</summary>
    public ImmutableArray<WorkloadHealth> Before
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Steps in the order in which they were written; the newest may still be under way.</summary>
    public ImmutableList<StepRun> Steps { get; init; } = [];

    /// <summary>The kill switch or a fallen level ended it; that is no failing of the plan.</summary>
    public bool Stopped { get; init; }

    public bool Undoing { get; init; }

    public DateTimeOffset? WatchFrom { get; init; }

    public DateTimeOffset? WatchUntil { get; init; }

    /// <summary>Null until verified.</summary>
    public bool? Ok { get; init; }

    /// <summary>0 to 1; null until measured.</summary>
    public double? Score { get; init; }

    /// <summary>Why it failed; null while it has not.</summary>
    public string? Failure { get; init; }
}

/// <summary>One step, or its undoing.</summary>
public sealed record StepRun(int Step, bool Undo, StepStage Stage, DateTimeOffset Deadline)
{
    public int Ready { get; init; } = -1;
}

public enum StepStage
{
    Intended,
    Written,
    Completed,
    Failed,

    /// <summary>Sent, and whether it happened is not known.</summary>
    Unclear,
}
