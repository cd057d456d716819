using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Sessions;

namespace Kaos.Contracts.Incidents;

/// <summary>What a correlator can be asked: one per (tenant, cluster), and nobody else decides.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AssignSignal), "assign-signal")]
[JsonDerivedType(typeof(CloseIncident), "close-incident")]
[JsonDerivedType(typeof(NoteCause), "note-cause")]
public abstract record CorrelatorCommand;

public sealed record AssignSignal(Signal Signal) : CorrelatorCommand;

public sealed record CloseIncident(string IncidentId, SessionOutcome Outcome, DateTimeOffset? ReopenUntil) : CorrelatorCommand;

/// <param name="Affected">Fingerprints of the root cause's top owner and of those that the diagnosis lists as symptoms.</param>
public sealed record NoteCause(string IncidentId, ImmutableArray<string> Affected, DateTimeOffset Since) : CorrelatorCommand;
