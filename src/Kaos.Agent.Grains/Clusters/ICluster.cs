using System.Collections.Immutable;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>One cluster as the rest of KAOS sees it: what is known of it, and reads. There is no write here.</summary>
public interface ICluster
{
    /// <summary>As people call it: the kubeconfig context, or the name that settings give it.</summary>
    string Name { get; }

    /// <summary>Cluster time: calibrated from the API server's Date header.</summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// Completes at, or just after, this cluster time; sooner when the cluster's clock is set back meanwhile, so that
    /// nobody waits for hours that were to be minutes.
    /// </summary>
    Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken);

    /// <summary>
    /// What is known now, without asking the API server. What is not synced or may not be read is in NotRead.
    /// </summary>
    ClusterSnapshot Look();

    /// <summary>
    /// Carries out the requests (logs, metrics) and returns the case with what they brought; a request that failed is
    /// done too, and stands in NotRead with why.
    /// </summary>
    Task<CaseFile> ReadAsync(CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken);

    /// <summary>One GET at a node's kubelet, through the API server.</summary>
    /// <param name="pathAndQuery">At the kubelet: <c>stats/summary</c>, <c>logs/?query=kubelet</c>.</param>
    Task<NodeSays> AskNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken) =>
        Task.FromResult(
            new NodeSays(null, "it was written down, and what nodes say of themselves is not part of that"));

    /// <summary>
    /// Every kind that the API server serves, by all its names: asked once, remembered for some minutes. Empty: it
    /// could not be asked.
    /// </summary>
    Task<IReadOnlyList<ResourceType>> KindsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ResourceType>>([]);

    /// <summary>The objects of any kind, read now and not kept. One request.</summary>
    /// <param name="namespace">Null: everywhere.</param>
    Task<ListSays> ListAsync(ResourceType type, string? @namespace, CancellationToken cancellationToken) =>
        Task.FromResult(new ListSays([], "it was written down, and holds no other kinds than those that are watched"));

    /// <summary>Completes when objects have changed since the call before; bounded and de-duplicated.</summary>
    ValueTask WaitForChangeAsync(CancellationToken cancellationToken);
}

/// <summary>What a kubelet answered, or why it did not.</summary>
public sealed record NodeSays(string? Body, string? Why);
