using System.Text.Json.Nodes;

namespace Kaos.PracticeCluster.Storage;

internal sealed record Subresource(string Name, string Kind, string Group, string Version, IReadOnlyList<string> Verbs);

// One kind as discovery tells it.
internal sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    public required string Singular { get; init; }

    public required IReadOnlyList<string> Verbs { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<Subresource> Subresources { get; init; } = [];

    public string? StorageVersionHash { get; init; }

    // The version of a CustomResourceDefinition that the kind comes from; null for built-in kinds.
    public JsonObject? Definition { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    // "deployments.apps", as messages name it.
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public bool Stored => Verbs.Contains("watch", StringComparer.Ordinal);

    public bool Equals(ResourceType? other) => other is not null && Group == other.Group && Plural == other.Plural;

    public override int GetHashCode() => HashCode.Combine(Group, Plural);
}

internal readonly record struct ObjectKey(ResourceType Type, string Namespace, string Name);
