namespace Kaos.Kubernetes.Json;

/// <summary>One page of a list as the server sends it.</summary>
internal sealed record KubernetesList<T>
{
    public ListMeta? Metadata { get; init; }

    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];
}

internal sealed record ListMeta
{
    public string? ResourceVersion { get; init; }

    /// <summary>Non-empty when more pages follow.</summary>
    public string? Continue { get; init; }

    public long? RemainingItemCount { get; init; }
}
