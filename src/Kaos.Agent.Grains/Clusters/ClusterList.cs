namespace Kaos.Agent.Grains.Clusters;

/// <summary>The clusters by name. A name that only differs in case is the same.</summary>
/// <param name="tenantOf">Tenant of (cluster, namespace); cluster-scoped objects never reach it.</param>
public sealed class ClusterList(IReadOnlyList<ICluster> all, Func<string, string, string> tenantOf) : IClusters
{
    private const string Platform = "platform";

    public IReadOnlyList<ICluster> All { get; } = all;

    public ICluster? Find(string name) =>
        All.FirstOrDefault(cluster => cluster.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public string TenantOf(string cluster, string? @namespace) =>
        string.IsNullOrEmpty(@namespace) ? Platform : tenantOf(cluster, @namespace);
}
