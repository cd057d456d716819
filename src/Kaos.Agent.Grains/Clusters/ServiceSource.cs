using System.Text.Json;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// A thing that answers in JSON: at its URL where one is set, else behind a Service, through the API server.
/// </summary>
/// <param name="http">Used only when a URL is set.</param>
/// <param name="find">The Service and its port; null where there is none.</param>
internal sealed class ServiceSource(
    IKubernetesReader reader, Uri? url, HttpClient http, Func<ClusterObjects, (Service Service, string Port)?> find)
{
    /// <summary>The answer to a GET, or null when there is none.</summary>
    /// <exception cref="KubernetesException">The way through the API server failed.</exception>
    /// <exception cref="HttpRequestException">The way to the set URL failed.</exception>
    public async Task<JsonDocument?> GetAsync(
        string pathAndQuery, ClusterObjects objects, CancellationToken cancellationToken)
    {
        if (url is not null)
        {
            var root = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
            using var stream = await http.GetStreamAsync(new Uri(root, pathAndQuery), cancellationToken);
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        }

        if (find(objects) is not { } found)
        {
            return null;
        }

        var bytes = await reader.GetThroughServiceAsync(
            found.Service.Metadata.Namespace, found.Service.Metadata.Name, found.Port, pathAndQuery, cancellationToken);
        return JsonDocument.Parse(bytes);
    }
}
