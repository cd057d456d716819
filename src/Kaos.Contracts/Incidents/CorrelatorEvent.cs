using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Sessions;

namespace Kaos.Contracts.Incidents;

/// <summary>What a correlator decided.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SignalAssigned), "signal-assigned")]
[JsonDerivedType(typeof(IncidentOver), "incident-over")]
[JsonDerivedType(typeof(CauseNoted), "cause-noted")]
[JsonDerivedType(typeof(ExecutionNoted), "execution-noted")]
[JsonDerivedType(typeof(IncidentsMerged), "incidents-merged")]
[JsonDerivedType(typeof(IncidentsLinked), "incidents-linked")]
public abstract record CorrelatorEvent;

/// <summary>Every signal is given to exactly one incident.</summary>
public sealed record SignalAssigned(
    string SignalId, string Fingerprint, string IncidentId, string SessionId, Assignment How,
    Signal Signal) : CorrelatorEvent;

/// <summary>
/// The fingerprint is free again, save for recurrence until <paramref name="ReopenUntil"/> (cluster time).
/// </summary>
public sealed record IncidentOver(
    string IncidentId, SessionOutcome Outcome, DateTimeOffset? ReopenUntil) : CorrelatorEvent;

/// <summary>A diagnosis says that symptoms on these owners, from then on, follow from this incident's cause.</summary>
public sealed record CauseNoted(
    string IncidentId, ImmutableArray<string> Affected, DateTimeOffset Since) : CorrelatorEvent;

public sealed record ExecutionNoted(string IncidentId) : CorrelatorEvent;

/// <summary>
/// A diagnosis showed that two open incidents are one. The loser's id stays an alias; its plans are void.
/// </summary>
public sealed record IncidentsMerged(
    string Survivor, string SurvivorSession, string Loser, string LoserSession) : CorrelatorEvent;

/// <summary>Two incidents are one, and both are being acted on: neither is stopped.</summary>
public sealed record IncidentsLinked(string One, string Other) : CorrelatorEvent;

[JsonConverter(typeof(KebabCase<Assignment>))]
public enum Assignment
{
    Opened,
    Joined,
    Attached,
    Reopened,
}
