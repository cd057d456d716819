using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>Earlier versions of ConfigMaps that were seen in use; their contents lie in the blob store.</summary>
public interface IConfigMapVersions
{
    /// <summary>Newest first; empty when none was seen.</summary>
    IReadOnlyList<ConfigMapVersion> Of(string cluster, string @namespace, string name);
}

/// <summary>What the live clusters have seen.</summary>
internal sealed class SeenConfigMaps(IClusters clusters) : IConfigMapVersions
{
    public IReadOnlyList<ConfigMapVersion> Of(string cluster, string @namespace, string name) =>
        clusters.Find(cluster) is LiveCluster live ? live.EarlierVersions(@namespace, name) : [];
}
