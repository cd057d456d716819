namespace Kaos.Contracts.Diagnosis;

/// <summary>An object of a cluster, by the names people use.</summary>
/// <param name="Kind">As in a manifest: <c>Deployment</c>.</param>
/// <param name="Namespace">Null for cluster-scoped kinds.</param>
/// <param name="Container">Set only where one container of a pod, or of a pod template, is meant.</param>
public sealed record ObjectRef(string Kind, string? Namespace, string Name, string? Container = null)
{
    /// <summary>In a sentence: <c>Deployment shop/web</c>.</summary>
    public string Named() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    /// <summary>As an id: <c>Deployment/shop/web[app]</c>.</summary>
    public override string ToString() =>
        (Namespace is null ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}") +
            (Container is null ? "" : $"[{Container}]");
}
