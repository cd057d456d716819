using System.Text.Json.Serialization;

namespace Kaos.Contracts.Incidents;

/// <summary>What can be said of one trouble from outside.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NoteTrouble), "note-trouble")]
public abstract record TroubleCommand;

/// <summary>One that is older than what was said before is ignored.</summary>
public sealed record NoteTrouble(TroubleNote Note) : TroubleCommand;

/// <summary>What was said of one trouble from outside.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TroubleNoted), "trouble-noted")]
public abstract record TroubleEvent;

public sealed record TroubleNoted(TroubleNote Note) : TroubleEvent;
