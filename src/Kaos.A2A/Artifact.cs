using System.Text.Json;

namespace Kaos.A2A;

/// <summary>A result of a task.</summary>
public sealed record Artifact
{
    /// <summary>Unique in its task; the same for all chunks of one artifact.</summary>
    public required string ArtifactId { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    public IReadOnlyList<string>? Extensions { get; init; }
}
