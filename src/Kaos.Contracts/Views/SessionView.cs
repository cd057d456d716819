using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;

namespace Kaos.Contracts.Views;

/// <summary>A session as REST shows it: the fold of its log.</summary>
public sealed record SessionView
{
    public required string Id { get; init; }

    public required string IncidentId { get; init; }

    public required string Tenant { get; init; }

    public required string Cluster { get; init; }

    public required IncidentState State { get; init; }

    public SessionOutcome? Outcome { get; init; }

    public required ObjectRef Subject { get; init; }

    /// <summary>Everything KAOS has told, joined.</summary>
    public required string Narration { get; init; }

    public ImmutableArray<EvidenceView> Evidence { get; init; } = [];

    public ImmutableArray<WorkflowOption> Options { get; init; } = [];

    public string? ChosenOption { get; init; }

    /// <summary>The plan that waits, runs or ran.</summary>
    public Plan? Plan { get; init; }

    public ImmutableArray<string> Tasks { get; init; } = [];

    /// <summary>Number of the newest event; tail from here.</summary>
    public required long Version { get; init; }
}

/// <summary>A plan that waits for a decision.</summary>
public sealed record ApprovalView(
    string PlanHash, string SessionId, string IncidentId, string ReviewType, string Why, DateTimeOffset ExpiresAt,
    Plan Plan);

/// <summary>A task: one caller's engagement with a session.</summary>
/// <param name="Tenant">Whose objects it is about, empty for nobody's; null in rows of earlier versions.</param>
public sealed record TaskView(
    string TaskId, string ContextId, string SessionId, string Caller, IncidentState State, SessionOutcome? Outcome,
    bool Detached, DateTimeOffset At, string? Tenant = null);
