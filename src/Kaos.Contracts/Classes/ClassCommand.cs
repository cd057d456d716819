using System.Text.Json.Serialization;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Classes;

/// <summary>What an incident class of a tenant can be told.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NoteTreatment), "note-treatment")]
[JsonDerivedType(typeof(NoteRecurrence), "note-recurrence")]
[JsonDerivedType(typeof(NoteDeed), "note-deed")]
[JsonDerivedType(typeof(PromoteClass), "promote-class")]
[JsonDerivedType(typeof(DemoteClass), "demote-class")]
public abstract record ClassCommand;

/// <summary>A plan of this class came to an end.</summary>
public sealed record NoteTreatment(Treatment Treatment) : ClassCommand;

/// <summary>The trouble came back inside the window in which it should have stayed away.</summary>
public sealed record NoteRecurrence(string IncidentId) : ClassCommand;

/// <summary>A person did something about it by hand.</summary>
public sealed record NoteDeed(Deed Deed) : ClassCommand;

/// <summary>A person with the promoter role raises the level.</summary>
public sealed record PromoteClass(Maturity To, string Reason) : ClassCommand;

/// <summary>A person lowers the level.</summary>
public sealed record DemoteClass(Maturity To, string Reason) : ClassCommand;
