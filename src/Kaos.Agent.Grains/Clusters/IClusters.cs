using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// The clusters that this process works on: those it watches, and others that it opens when they are asked for.
/// </summary>
public interface IClusters
{
    /// <summary>What is watched from the start.</summary>
    IReadOnlyList<ICluster> All { get; }

    /// <summary>Every cluster that can be opened, by name; those of <see cref="All"/> first.</summary>
    IReadOnlyList<string> Names => [.. All.Select(cluster => cluster.Name)];

    /// <summary>The open cluster of that name.</summary>
    ICluster? Find(string name);

    /// <summary>Opens a cluster on first use; it stays open. The problem says why it cannot be opened.</summary>
    ValueTask<Result<ICluster>> OpenAsync(
        string name, CancellationToken cancellationToken) => ValueTask.FromResult<Result<ICluster>>(
        Find(name) is { } open
            ? new Result<ICluster>(open, null)
            : new Problem(
                ProblemCode.NotFound, $"There is no cluster '{name}'.", $"There are: {string.Join(", ", Names)}."));

    /// <summary>
    /// The tenant that a namespace of a cluster belongs to; cluster-scoped objects belong to <c>platform</c>.
    /// </summary>
    string TenantOf(string cluster, string? @namespace);
}
