using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Discovery;

// What does not depend on the cluster's state: version, discovery in both forms, the OpenAPI stubs.
internal static class Catalogue
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static Reply? Answer(HttpContext http, IReadOnlyList<ResourceType> types)
    {
        var path = (http.Request.Path.Value ?? "").TrimEnd('/');
        var accept = http.Request.Headers.Accept.ToString();
        var aggregated = accept.Contains("g=apidiscovery.k8s.io;v=v2;", StringComparison.Ordinal);
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["version"] => Reply.Json(Version()),
            ["api"] => aggregated ? Groups(types, core: true) : Reply.Json(Versions()),
            ["apis"] => aggregated ? Groups(types, core: false) : Reply.Json(GroupList(types)),
            ["api", "v1"] => Reply.Json(Resources(types, "", "v1")),
            ["apis", var group] => GroupNamed(types, group),
            ["apis", var group, var version] when Known(types, group, version) =>
                Reply.Json(Resources(types, group, version)),
            // An empty document is a valid protobuf message: clients then leave validation to the server.
            ["openapi", "v2"] when accept.Contains("protobuf", StringComparison.Ordinal) =>
                new Reply(200, [], "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"),
            ["openapi", "v2"] => Reply.Json(OpenApi2()),
            ["openapi", "v3"] => Reply.Json(new JsonObject { ["paths"] = new JsonObject() }),
            [] => Reply.Json(new JsonObject
            {
                ["paths"] = new JsonArray("/api", "/api/v1", "/apis", "/healthz", "/livez", "/readyz", "/version"),
            }),
            _ => null,
        };
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "35",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "35",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "34",
        ["gitVersion"] = "v1.35.6",
        ["gitCommit"] = "practice",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-08-20T00:00:00Z",
        ["goVersion"] = "go1.25.14",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };

    private static JsonObject Versions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    private static Reply Groups(IReadOnlyList<ResourceType> types, bool core)
    {
        var items = Named(types).Where(group => core == (group.Key.Length == 0))
            .Select(group => AggregatedGroup(group.Key, group));
        return Reply.Json(new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/v2",
            ["metadata"] = new JsonObject(),
            ["items"] = Json.Array(items),
        }) with
        { ContentType = Aggregated };
    }

    private static JsonObject AggregatedGroup(string name, IEnumerable<ResourceType> types)
    {
        var version = new JsonObject
        {
            ["version"] = types.First().Version,
            ["resources"] = Json.Array(types.Select(AggregatedResource)),
            ["freshness"] = "Current",
        };
        return new JsonObject
        {
            ["metadata"] = name.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = name },
            ["versions"] = new JsonArray(version),
        };
    }

    private static JsonObject AggregatedResource(ResourceType type)
    {
        var resource = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = Kind("", "", type.Kind),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Json.Strings(type.Verbs),
        };
        Lists(resource, type);
        if (type.Subresources.Count > 0)
        {
            resource["subresources"] = Json.Array(type.Subresources.Select(sub => new JsonObject
            {
                ["subresource"] = sub.Name,
                ["responseKind"] = Kind(sub.Group, sub.Version, sub.Kind),
                ["verbs"] = Json.Strings(sub.Verbs),
            }));
        }

        return resource;
    }

    private static JsonObject Resources(IReadOnlyList<ResourceType> types, string group, string version) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
        ["resources"] = Json.Array(types.Where(type => type.Group == group && type.Version == version)
            .SelectMany(type => type.Subresources.Select(sub => Legacy(type, sub)).Prepend(Legacy(type)))
            .OrderBy(resource => resource.Text("name"), StringComparer.Ordinal)),
    };

    private static JsonObject Legacy(ResourceType type)
    {
        var resource = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Json.Strings(type.Verbs),
        };
        Lists(resource, type);
        if (type.StorageVersionHash is { } hash)
        {
            resource["storageVersionHash"] = hash;
        }

        return resource;
    }

    private static JsonObject Legacy(ResourceType type, Subresource sub)
    {
        var resource = new JsonObject
        {
            ["name"] = $"{type.Plural}/{sub.Name}",
            ["singularName"] = "",
            ["namespaced"] = type.Namespaced,
        };
        if (sub.Version.Length > 0)
        {
            resource["group"] = sub.Group;
            resource["version"] = sub.Version;
        }

        resource["kind"] = sub.Kind;
        resource["verbs"] = Json.Strings(sub.Verbs);
        return resource;
    }

    private static void Lists(JsonObject resource, ResourceType type)
    {
        if (type.ShortNames.Count > 0)
        {
            resource["shortNames"] = Json.Strings(type.ShortNames);
        }

        if (type.Categories.Count > 0)
        {
            resource["categories"] = Json.Strings(type.Categories);
        }
    }

    private static JsonObject GroupList(IReadOnlyList<ResourceType> types) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = Json.Array(Named(types).Where(group => group.Key.Length > 0)
            .Select(group => Group(group.Key, group.First().Version))),
    };

    private static Reply? GroupNamed(IReadOnlyList<ResourceType> types, string name)
    {
        if (types.FirstOrDefault(type => type.Group == name) is not { } type || name.Length == 0)
        {
            return null;
        }

        var group = Group(name, type.Version);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return Reply.Json(group);
    }

    private static JsonObject Group(string name, string version)
    {
        JsonObject Version() => new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray(Version()),
            ["preferredVersion"] = Version(),
        };
    }

    private static JsonObject Kind(string group, string version, string kind) =>
        new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonObject OpenApi2() => new()
    {
        ["swagger"] = "2.0",
        ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.35.6" },
        ["paths"] = new JsonObject(),
        ["definitions"] = new JsonObject(),
    };

    private static bool Known(IReadOnlyList<ResourceType> types, string group, string version) =>
        types.Any(type => type.Group == group && type.Version == version);

    private static IEnumerable<IGrouping<string, ResourceType>> Named(IReadOnlyList<ResourceType> types) =>
        types.GroupBy(type => type.Group, StringComparer.Ordinal);
}
