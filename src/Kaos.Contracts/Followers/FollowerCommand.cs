using System.Text.Json.Serialization;

namespace Kaos.Contracts.Followers;

/// <summary>What a reader of the whole log, who carries it elsewhere, says of itself.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NotePosition), "note-position")]
public abstract record FollowerCommand;

/// <summary>Everything up to this position of the log is done with; a lower one than before is ignored.</summary>
public sealed record NotePosition(long Position) : FollowerCommand;
