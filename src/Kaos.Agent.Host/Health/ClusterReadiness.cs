using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Host.Health;

/// <summary>
/// The clusters can be read. Does not block: KAOS answers, keeps what it is told, and says what it could not read;
/// taking it out of service would only hide why.
/// </summary>
internal sealed class ClusterReadiness(IClusters clusters) : IReadiness
{
    public string Name => "clusters";

    public bool Blocks => false;

    public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => new(
        clusters.All.SelectMany(cluster => Unread.Of(cluster.Look())).Select(part => $"{part.What}: {part.Why}")
            .ToList() is { Count: > 0 } parts
            ? string.Join(" ", parts)
            : null);
}
