using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Incidents;

/// <summary>What happened to an incident: facts in the past tense.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(IncidentOpened), "incident-opened")]
[JsonDerivedType(typeof(SignalJoined), "signal-joined")]
[JsonDerivedType(typeof(SymptomAttached), "symptom-attached")]
[JsonDerivedType(typeof(IncidentDiagnosed), "incident-diagnosed")]
[JsonDerivedType(typeof(ChoicesNoted), "choices-noted")]
[JsonDerivedType(typeof(IncidentMoved), "incident-moved")]
[JsonDerivedType(typeof(IncidentReopened), "incident-reopened")]
[JsonDerivedType(typeof(IncidentMerged), "incident-merged")]
[JsonDerivedType(typeof(IncidentTreated), "incident-treated")]
public abstract record IncidentEvent;

public sealed record IncidentOpened(string Fingerprint, string SessionId, Signal Signal) : IncidentEvent;

public sealed record SignalJoined(Signal Signal) : IncidentEvent;

/// <summary>A dependant's symptom, which time order and kind say follows from this incident.</summary>
public sealed record SymptomAttached(Signal Signal) : IncidentEvent;

public sealed record IncidentDiagnosed(Finding? Finding, string Summary) : IncidentEvent;

public sealed record ChoicesNoted(ImmutableArray<WorkflowOption> Options) : IncidentEvent;

public sealed record IncidentMoved(IncidentState State, string Why) : IncidentEvent;

/// <summary>It came back inside its watch window.</summary>
public sealed record IncidentReopened(Signal Signal, string SessionId) : IncidentEvent;

/// <summary>It is the same trouble as another incident, which goes on.</summary>
public sealed record IncidentMerged(string Survivor) : IncidentEvent;

/// <summary>A plan of this class was carried out for it.</summary>
public sealed record IncidentTreated(string IncidentClass) : IncidentEvent;
