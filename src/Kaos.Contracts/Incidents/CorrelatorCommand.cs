using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Sessions;

namespace Kaos.Contracts.Incidents;

/// <summary>What a correlator can be asked: one per (tenant, cluster), and nobody else decides.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AssignSignal), "assign-signal")]
[JsonDerivedType(typeof(CloseIncident), "close-incident")]
[JsonDerivedType(typeof(NoteCause), "note-cause")]
[JsonDerivedType(typeof(NoteExecuting), "note-executing")]
public abstract record CorrelatorCommand;

public sealed record AssignSignal(Signal Signal) : CorrelatorCommand;

/// <param name="At">When its session ended; what was heard since then is not part of it. Absent: not known.</param>
public sealed record CloseIncident(
    string IncidentId, SessionOutcome Outcome, DateTimeOffset? ReopenUntil,
    DateTimeOffset? At = null) : CorrelatorCommand;

/// <param name="Roots">Fingerprints of the root cause and of the object to edit.</param>
/// <param name="Affected">Fingerprints of the owners that the diagnosis lists as symptoms, and of the roots.</param>
public sealed record NoteCause(
    string IncidentId, ImmutableArray<string> Roots, ImmutableArray<string> Affected,
    DateTimeOffset Since) : CorrelatorCommand;

/// <summary>A plan of this incident is being carried out: it is not merged away any more.</summary>
public sealed record NoteExecuting(string IncidentId) : CorrelatorCommand;
