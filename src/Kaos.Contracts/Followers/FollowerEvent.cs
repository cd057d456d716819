using System.Text.Json.Serialization;

namespace Kaos.Contracts.Followers;

/// <summary>How far a reader of the whole log has come.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PositionNoted), "position-noted")]
public abstract record FollowerEvent;

/// <summary>The first one is when the reader began: what happened before is not its concern.</summary>
public sealed record PositionNoted(long Position) : FollowerEvent;
