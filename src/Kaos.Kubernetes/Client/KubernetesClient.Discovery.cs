using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    private const string AggregatedForm =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    public async Task<IReadOnlyList<ResourceType>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var types = new List<ResourceType>();
        types.AddRange(await DiscoverAsync("/api", cancellationToken));
        types.AddRange(await DiscoverAsync("/apis", cancellationToken));
        return types;
    }

    /// <summary>
    /// Servers that do not know the aggregated form answer in the old one, and are then asked group by group.
    /// </summary>
    private async Task<List<ResourceType>> DiscoverAsync(string root, CancellationToken cancellationToken)
    {
        var answer = await FetchAsync(root, AggregatedForm, cancellationToken);
        if (answer.TextOf("kind") == "APIGroupDiscoveryList")
        {
            return [.. answer.ItemsOf("items").SelectMany(Aggregated)];
        }

        var versions = root == "/api"
            ? answer.ItemsOf("versions").Select(version => version.GetString() ?? "").TakeLast(1)
            : answer.ItemsOf("groups").Select(group => group.MemberOf("preferredVersion").TextOf("groupVersion") ?? "");
        var types = new List<ResourceType>();
        foreach (var version in versions.Where(version => version.Length > 0).ToList())
        {
            types.AddRange(await LegacyAsync(root, version, cancellationToken));
        }

        return types;
    }

    private static IEnumerable<ResourceType> Aggregated(JsonElement group)
    {
        var name = group.MemberOf("metadata").TextOf("name") ?? "";
        var preferred = group.ItemsOf("versions").FirstOrDefault();
        foreach (var resource in preferred.ItemsOf("resources"))
        {
            yield return new ResourceType(
                name,
                preferred.TextOf("version") ?? "",
                resource.TextOf("resource") ?? "",
                resource.MemberOf("responseKind").TextOf("kind") ?? "",
                resource.TextOf("scope") == "Namespaced")
            {
                Names = NamesOf(resource, "singularResource"),
            };
        }
    }

    /// <summary>A group whose own server is down must not hide the others.</summary>
    private async Task<List<ResourceType>> LegacyAsync(
        string root, string groupVersion, CancellationToken cancellationToken)
    {
        JsonElement answer;
        try
        {
            answer = await FetchAsync($"{root}/{groupVersion}", ApiRequest.Json, cancellationToken);
        }
        catch (KubernetesException down) when (down.Error is KubernetesError.ServerError or KubernetesError.NotFound)
        {
            return [];
        }

        var slash = groupVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", groupVersion) : (groupVersion[..slash], groupVersion[(slash + 1)..]);
        return
        [
            .. answer.ItemsOf("resources")
                .Where(resource =>
                    resource.TextOf("name") is { } plural && !plural.Contains('/', StringComparison.Ordinal))
                .Select(resource => new ResourceType(
                    group,
                    version,
                    resource.TextOf("name") ?? "",
                    resource.TextOf("kind") ?? "",
                    resource.FlagOf("namespaced"))
                {
                    Names = NamesOf(resource, "singularName"),
                }),
        ];
    }

    private static IReadOnlyList<string> NamesOf(JsonElement resource, string singular) =>
    [
        .. resource.ItemsOf("shortNames").Select(name => name.GetString()).Prepend(resource.TextOf(singular))
            .OfType<string>().Where(name => name.Length > 0),
    ];

    private async Task<JsonElement> FetchAsync(string path, string accept, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, path) { Accept = accept };
        return Parsed(request, await transport.ReadAsync(request, cancellationToken));
    }
}
