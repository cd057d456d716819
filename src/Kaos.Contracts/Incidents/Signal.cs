using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Incidents;

/// <summary>One report that something is wrong, whatever it came from.</summary>
/// <param name="Id">Derived from its content, so that the same report twice is the same signal.</param>
/// <param name="Subject">The top owner.</param>
/// <param name="Symptom">From <see cref="SymptomCodes"/>.</param>
/// <param name="Source"><c>watch</c>, <c>alert</c>, <c>event</c>, <c>sentence</c>, <c>api</c> or
/// <c>handoff</c>.</param>
/// <param name="SaidBy">Who set the severity: an alert's name, a person, KAOS's own detector.</param>
/// <param name="At">When the symptom began, in cluster time.</param>
/// <param name="Text">As it was said.</param>
public sealed record Signal(
    string Id,
    string Tenant,
    string Cluster,
    ObjectRef Subject,
    string Symptom,
    Severity Severity,
    string Source,
    string SaidBy,
    DateTimeOffset At,
    string Text)
{
    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Nothing is wrong: somebody wants this changed. Null for trouble.</summary>
    public ChangeRequest? Request { get; init; }
}

/// <summary>Where an incident stands.</summary>
[JsonConverter(typeof(KebabCase<IncidentState>))]
public enum IncidentState
{
    Investigating,
    AwaitingChoice,
    AwaitingApproval,
    Executing,
    Watching,

    /// <summary>Over: verified.</summary>
    Resolved,

    /// <summary>Over: what was done has been undone.</summary>
    RolledBack,

    /// <summary>Over for KAOS: a person has it.</summary>
    Escalated,

    /// <summary>Over: nobody wanted anything done, or it was cancelled.</summary>
    Closed,
}
