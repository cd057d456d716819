using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Contracts;
using Kaos.Contracts.Grants;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Host.Broker;

/// <summary>The objects that a grant consists of. Pure.</summary>
internal static class GrantObjects
{
    /// <summary>On every object of a grant; its value is the grant's name.</summary>
    public const string Label = "kaos/grant";

    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Note = "kaos/grant";
    private const string Expiry = "kaos/expires";

    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "Secret", Namespaced: true);

    public static ResourceType Accounts { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true);

    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "Namespace", Namespaced: false);

    public static ResourceType Roles { get; } = new(Rbac, "v1", "roles", "Role", Namespaced: true);

    public static ResourceType RoleBindings { get; } = new(Rbac, "v1", "rolebindings", "RoleBinding", Namespaced: true);

    public static ResourceType ClusterRoles { get; } = new(
        Rbac, "v1", "clusterroles", "ClusterRole", Namespaced: false);

    public static ResourceType ClusterRoleBindings { get; } =
        new(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false);

    /// <summary>
    /// In the order in which they are made: the Secret, which says who and why, before anything has a right.
    /// </summary>
    public static IEnumerable<(ResourceType Type, string? Namespace, JsonObject Body)> Of(
        StandingGrant grant, string home)
    {
        var secret = New(Secrets, grant.Id, home);
        secret["metadata"]!["annotations"] = new JsonObject
        {
            [Note] = JsonSerializer.Serialize(grant, KaosJson.Default.StandingGrant),
            [Expiry] = grant.Until.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        yield return (Secrets, home, secret);

        var account = New(Accounts, grant.Id, home);
        account["automountServiceAccountToken"] = false;
        yield return (Accounts, home, account);
        foreach (var place
            in grant.Rights.GroupBy(right => right.Namespace).OrderBy(place => place.Key, StringComparer.Ordinal))
        {
            var role = New(place.Key is null ? ClusterRoles : Roles, grant.Id, place.Key);
            role["rules"] = new JsonArray(
                [.. place.GroupBy(right => (right.Group, right.Resource, right.Verb)).Select(Rule)]);
            yield return (place.Key is null ? ClusterRoles : Roles, place.Key, role);

            var binding = New(place.Key is null ? ClusterRoleBindings : RoleBindings, grant.Id, place.Key);
            binding["roleRef"] = new JsonObject
            {
                ["apiGroup"] = Rbac,
                ["kind"] = place.Key is null ? "ClusterRole" : "Role",
                ["name"] = grant.Id,
            };
            binding["subjects"] = new JsonArray(
                new JsonObject { ["kind"] = "ServiceAccount", ["name"] = grant.Id, ["namespace"] = home });
            yield return (place.Key is null ? ClusterRoleBindings : RoleBindings, place.Key, binding);
        }
    }

    /// <summary>What a Secret says of its grant; null when somebody has damaged it.</summary>
    public static StandingGrant? Read(JsonElement secret)
    {
        try
        {
            return secret.GetProperty("metadata").GetProperty("annotations").GetProperty(Note).GetString() is { } note
                ? JsonSerializer.Deserialize(note, KaosJson.Default.StandingGrant)
                : null;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    public static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static JsonNode Rule(IGrouping<(string Group, string Resource, string Verb), GrantRight> rights)
    {
        var rule = new JsonObject
        {
            ["apiGroups"] = new JsonArray(rights.Key.Group),
            ["resources"] = new JsonArray(rights.Key.Resource),
            ["verbs"] = new JsonArray(rights.Key.Verb),
        };
        if (rights.All(right => right.Name.Length > 0))
        {
            rule["resourceNames"] = new JsonArray([.. rights.Select(right => (JsonNode)right.Name)]);
        }

        return rule;
    }

    private static JsonObject New(ResourceType type, string name, string? place)
    {
        var metadata = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [Label] = name } };
        if (place is not null)
        {
            metadata["namespace"] = place;
        }

        return new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = metadata };
    }
}
