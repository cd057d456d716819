using System.Text.Json.Serialization;

namespace Kaos.Contracts.Classes;

/// <summary>What the kill switch of a tenant, or of all, can be told.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StopActing), "stop-acting")]
[JsonDerivedType(typeof(ResumeActing), "resume-acting")]
public abstract record SwitchCommand;

/// <summary>Nothing is written any more, not even to undo.</summary>
public sealed record StopActing(string Reason) : SwitchCommand;

public sealed record ResumeActing(string Reason) : SwitchCommand;

/// <summary>What happened to a kill switch.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ActingStopped), "acting-stopped")]
[JsonDerivedType(typeof(ActingResumed), "acting-resumed")]
public abstract record SwitchEvent;

public sealed record ActingStopped(string By, string Reason) : SwitchEvent;

public sealed record ActingResumed(string By, string Reason) : SwitchEvent;
