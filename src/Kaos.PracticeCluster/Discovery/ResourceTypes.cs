using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Discovery;

// The kinds we serve, from resources.json, which was taken from what a real server's discovery says.
internal static class ResourceTypes
{
    public static IReadOnlyList<ResourceType> All { get; } = Load();

    public static ResourceType Pods { get; } = Named("", "pods");

    public static ResourceType Nodes { get; } = Named("", "nodes");

    public static ResourceType Namespaces { get; } = Named("", "namespaces");

    public static ResourceType Services { get; } = Named("", "services");

    public static ResourceType Endpoints { get; } = Named("", "endpoints");

    public static ResourceType EndpointSlices { get; } = Named("discovery.k8s.io", "endpointslices");

    public static ResourceType Events { get; } = Named("", "events");

    public static ResourceType NewEvents { get; } = Named("events.k8s.io", "events");

    public static ResourceType ConfigMaps { get; } = Named("", "configmaps");

    public static ResourceType Secrets { get; } = Named("", "secrets");

    public static ResourceType ServiceAccounts { get; } = Named("", "serviceaccounts");

    public static ResourceType ResourceQuotas { get; } = Named("", "resourcequotas");

    public static ResourceType VolumeClaims { get; } = Named("", "persistentvolumeclaims");

    public static ResourceType Deployments { get; } = Named("apps", "deployments");

    public static ResourceType ReplicaSets { get; } = Named("apps", "replicasets");

    public static ResourceType StatefulSets { get; } = Named("apps", "statefulsets");

    public static ResourceType DaemonSets { get; } = Named("apps", "daemonsets");

    public static ResourceType ControllerRevisions { get; } = Named("apps", "controllerrevisions");

    public static ResourceType Jobs { get; } = Named("batch", "jobs");

    public static ResourceType CronJobs { get; } = Named("batch", "cronjobs");

    public static ResourceType Budgets { get; } = Named("policy", "poddisruptionbudgets");

    public static ResourceType Definitions { get; } = Named("apiextensions.k8s.io", "customresourcedefinitions");

    public static ResourceType Roles { get; } = Named("rbac.authorization.k8s.io", "roles");

    public static ResourceType ClusterRoles { get; } = Named("rbac.authorization.k8s.io", "clusterroles");

    public static ResourceType RoleBindings { get; } = Named("rbac.authorization.k8s.io", "rolebindings");

    public static ResourceType ClusterRoleBindings { get; } =
        Named("rbac.authorization.k8s.io", "clusterrolebindings");

    public static ResourceType Leases { get; } = Named("coordination.k8s.io", "leases");

    public static ResourceType? Find(string group, string version, string plural) => Find(All, group, version, plural);

    public static ResourceType? Find(IReadOnlyList<ResourceType> types, string group, string version, string plural) =>
        types.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural);

    public static ResourceType? OfKind(string apiVersion, string kind) =>
        All.FirstOrDefault(type => type.ApiVersion == apiVersion && type.Kind == kind);

    private static ResourceType Named(string group, string plural) =>
        All.First(type => type.Group == group && type.Plural == plural);

    private static List<ResourceType> Load()
    {
        using var stream = typeof(ResourceTypes).Assembly.GetManifestResourceStream(
            "Kaos.PracticeCluster.Discovery.resources.json")
            ?? throw new InvalidOperationException(
                "resources.json is not embedded in the practice cluster's assembly.");
        return [.. JsonNode.Parse(stream) is JsonArray list ? list.Select(Read) : []];
    }

    private static ResourceType Read(JsonNode? node) =>
        new(node.Text("group"), node.Text("version"), node.Text("plural"), node.Text("kind"), node.Flag("namespaced"))
        {
            Singular = node.Text("singular"),
            Verbs = List(node.At("verbs")),
            ShortNames = List(node.At("shortNames")),
            Categories = List(node.At("categories")),
            StorageVersionHash = node.Has("hash") ? node.Text("hash") : null,
            Subresources = [.. node.Items("subresources").Select(sub => new Subresource(
                sub.Text("name"), sub.Text("kind"), sub.Text("group"), sub.Text("version"), List(sub.At("verbs"))))],
        };

    private static List<string> List(JsonNode? node) =>
        [.. node is JsonArray list ? list.Select(item => item.Text()) : []];
}
