namespace Kaos.Agent.Grains.Clusters;

/// <summary>The clusters that this process works on.</summary>
public interface IClusters
{
    IReadOnlyList<ICluster> All { get; }

    ICluster? Find(string name);

    /// <summary>
    /// The tenant that a namespace of a cluster belongs to; cluster-scoped objects belong to <c>platform</c>.
    /// </summary>
    string TenantOf(string cluster, string? @namespace);
}
