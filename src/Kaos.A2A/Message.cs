using System.Text.Json;

namespace Kaos.A2A;

/// <summary>One turn of the conversation.</summary>
public sealed record Message
{
    /// <summary>Made by the sender, unique for it.</summary>
    public required string MessageId { get; init; }

    public string? ContextId { get; init; }

    /// <summary>Set only when a task exists.</summary>
    public string? TaskId { get; init; }

    public required Role Role { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>URIs of the extensions that this message makes use of.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    public IReadOnlyList<string>? ReferenceTaskIds { get; init; }
}

/// <summary>Who speaks.</summary>
public enum Role
{
    Unspecified = 0,
    User = 1,
    Agent = 2,
}
