using System.Text.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// Everything that can be asked of one cluster without changing it. All methods throw <see cref="KubernetesException"/>
/// for whatever the server or the way to it refuses, and <see cref="OperationCanceledException"/> when the caller gave
/// up.
/// </summary>
public interface IKubernetesReader
{
    /// <summary>The cluster's name as configured: the kubeconfig context, or <c>in-cluster</c>.</summary>
    string ClusterName { get; }

    /// <summary>
    /// The cluster's clock, from the <c>Date</c> header of its answers; exact to about a second. The local clock before
    /// the first answer.
    /// </summary>
    DateTimeOffset ServerTime { get; }

    /// <summary>
    /// When the certificate ends that the server showed on its newest connection; null before the first, and without
    /// TLS.
    /// </summary>
    DateTimeOffset? CertificateEnds { get; }

    /// <summary>What the server says of its own health, well or not.</summary>
    /// <param name="pathAndQuery"><c>readyz?verbose</c>, <c>livez/etcd</c>; without a leading slash.</param>
    Task<HealthAnswer> HealthAsync(string pathAndQuery, CancellationToken cancellationToken);

    /// <summary>The server's version, such as <c>v1.35.0</c>.</summary>
    Task<ServerVersion> VersionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Every served resource type in its preferred version, without subresources. Two requests, or one per group on old
    /// servers.
    /// </summary>
    Task<IReadOnlyList<ResourceType>> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>One object.</summary>
    Task<T> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>All objects that the query selects, fetched page by page while they are consumed.</summary>
    IAsyncEnumerable<T> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// The pages of a list, for callers that need its resourceVersion. All pages show the same moment.
    /// </summary>
    IAsyncEnumerable<ListPage<T>> ListPagesAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Changes since a resourceVersion, bookmarks included. Ends when the server closes the stream, which it does every
    /// few
    /// minutes: continue from the last resourceVersion seen. Throws <see cref="KubernetesError.Gone"/> when that one is
    /// too old.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>One object as the server has it, with every field; the only form fit for making a patch from.</summary>
    Task<JsonElement> GetRawAsync(
        ResourceType type, string? @namespace, string name, CancellationToken cancellationToken);

    /// <summary>One page of a list as the server has it, in UTF-8.</summary>
    Task<byte[]> ListRawAsync(ResourceType type, ListQuery query, CancellationToken cancellationToken);

    /// <summary>The scale of a Deployment, StatefulSet, ReplicaSet or custom resource that has one.</summary>
    Task<Scale> GetScaleAsync(ResourceType type, string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>
    /// The lines of a container's log, oldest first, while they arrive; of a line at most its first 256 KiB.
    /// </summary>
    IAsyncEnumerable<string> LogLinesAsync(
        string @namespace,
        string pod,
        LogQuery query,
        CancellationToken cancellationToken);

    /// <summary>Whether the cluster would allow this client an action.</summary>
    Task<AccessAnswer> MayIAsync(AccessQuestion question, CancellationToken cancellationToken);

    /// <summary>Whose bearer token that is, as the cluster sees it.</summary>
    /// <param name="audiences">What the token must be meant for; empty for the API server itself.</param>
    Task<TokenAnswer> ReviewTokenAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken);

    /// <summary>A GET through the API server's proxy to a Service, such as Prometheus.</summary>
    /// <param name="port">Port number or name; <c>https:name:port</c> is not supported.</param>
    /// <param name="pathAndQuery">The path at the Service, without a leading slash.</param>
    Task<byte[]> GetThroughServiceAsync(
        string @namespace,
        string service,
        string port,
        string pathAndQuery,
        CancellationToken cancellationToken);

    /// <summary>
    /// A GET through the API server's proxy to a node's kubelet. Needs the right to get <c>nodes/proxy</c>.
    /// </summary>
    /// <param name="pathAndQuery">The path at the kubelet, without a leading slash.</param>
    Task<byte[]> GetThroughNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken);
}
