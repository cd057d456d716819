using Kaos.Agent.Grains.Desk;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Clusters that are known by name and not watched: other contexts of a kubeconfig.</summary>
public interface IClusterOpener
{
    IReadOnlyList<string> Names { get; }

    /// <summary>The cluster, if it is open.</summary>
    ICluster? Find(string name);

    /// <summary>Opens it on first use; the problem says why that is not possible.</summary>
    ValueTask<Result<ICluster>> OpenAsync(string name, CancellationToken cancellationToken);
}
