using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Views;

/// <summary>
/// An incident as every edge shows it: service, CI step and command line give the same JSON. Members are only ever
/// added.
/// </summary>
public sealed record IncidentView
{
    public required string Id { get; init; }

    /// <summary>The session that works on it; null in an offline triage.</summary>
    public string? SessionId { get; init; }

    public string? Tenant { get; init; }

    public string? Cluster { get; init; }

    public required IncidentState State { get; init; }

    /// <summary>The incident that this one turned out to be; null for all others.</summary>
    public string? MergedInto { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>From <see cref="CauseCodes"/>; <c>unknown</c> until, or unless, the cause is known.</summary>
    public required string CauseCode { get; init; }

    public required double Confidence { get; init; }

    /// <summary>What people would name when they complain.</summary>
    public required ObjectRef Subject { get; init; }

    public ObjectRef? RootCause { get; init; }

    public ObjectRef? EditTarget { get; init; }

    public ImmutableArray<ObjectRef> SymptomObjects { get; init; } = [];

    public required string Summary { get; init; }

    /// <summary>From cause to symptom; each sentence ends with the ids of its evidence in square brackets.</summary>
    public ImmutableArray<string> Chain { get; init; } = [];

    public ImmutableArray<RuledOutView> RuledOut { get; init; } = [];

    public ImmutableArray<EvidenceView> Evidence { get; init; } = [];

    public ImmutableArray<WorkflowOption> Options { get; init; } = [];

    /// <summary>
    /// Of an offline triage: workflows that fit the cause and are not offered, and why. Null where there are none.
    /// </summary>
    public ImmutableArray<NotChecked>? NotOffered { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }
}

public sealed record RuledOutView(string Hypothesis, string Why);

public sealed record EvidenceView(string Id, string Source, DateTimeOffset At, string Text);
