using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>The clusters by name. A name that only differs in case is the same.</summary>
/// <param name="tenantOf">Tenant of (cluster, namespace); cluster-scoped objects never reach it.</param>
/// <param name="others">Clusters that are opened when they are asked for; null: there are none.</param>
public sealed class ClusterList(
    IReadOnlyList<ICluster> all, Func<string, string, string> tenantOf, IClusterOpener? others = null) : IClusters
{
    private const string Platform = "platform";

    public IReadOnlyList<ICluster> All { get; } = all;

    public IReadOnlyList<string> Names { get; } =
        [.. all.Select(cluster => cluster.Name).Union(others?.Names ?? [], StringComparer.OrdinalIgnoreCase)];

    public ICluster? Find(string name) =>
        All.FirstOrDefault(cluster => cluster.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? others?.Find(name);

    public async ValueTask<Result<ICluster>> OpenAsync(string name, CancellationToken cancellationToken) =>
        Find(name) is { } open ? new Result<ICluster>(open, null)
        : others is not null &&
            Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? await others.OpenAsync(name, cancellationToken)
        : new Problem(
            ProblemCode.NotFound, $"There is no cluster '{name}'.", $"There are: {string.Join(", ", Names)}.");

    public string TenantOf(string cluster, string? @namespace) =>
        string.IsNullOrEmpty(@namespace) ? Platform : tenantOf(cluster, @namespace);
}
