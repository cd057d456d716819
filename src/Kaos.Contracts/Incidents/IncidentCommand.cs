using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Incidents;

/// <summary>What an incident can be told.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OpenIncident), "open-incident")]
[JsonDerivedType(typeof(JoinSignal), "join-signal")]
[JsonDerivedType(typeof(AttachSymptom), "attach-symptom")]
[JsonDerivedType(typeof(ReopenIncident), "reopen-incident")]
[JsonDerivedType(typeof(NoteDiagnosis), "note-diagnosis")]
[JsonDerivedType(typeof(NoteChoices), "note-choices")]
[JsonDerivedType(typeof(NoteState), "note-state")]
[JsonDerivedType(typeof(NoteMerge), "note-merge")]
[JsonDerivedType(typeof(NoteClass), "note-class")]
public abstract record IncidentCommand;

public sealed record OpenIncident(string Fingerprint, string SessionId, Signal Signal) : IncidentCommand;

public sealed record JoinSignal(Signal Signal) : IncidentCommand;

public sealed record AttachSymptom(Signal Signal) : IncidentCommand;

public sealed record ReopenIncident(Signal Signal, string SessionId) : IncidentCommand;

public sealed record NoteDiagnosis(Finding? Finding, string Summary) : IncidentCommand;

public sealed record NoteChoices(ImmutableArray<WorkflowOption> Options) : IncidentCommand;

public sealed record NoteState(IncidentState State, string Why) : IncidentCommand;

public sealed record NoteMerge(string Survivor) : IncidentCommand;

/// <summary>A plan of this class was carried out for it: should it come back, the class hears of it.</summary>
public sealed record NoteClass(string IncidentClass) : IncidentCommand;
