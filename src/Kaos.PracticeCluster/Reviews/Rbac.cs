using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

// One right that is asked for: a verb on a resource (or resource/subresource), of one name or of none.
internal sealed record Right(string Verb, string Group, string Resource, string Namespace, string Name = "");

// What the stored Roles and bindings let a user do; and that nobody gives away more than it holds.
internal sealed class Rbac(LiveCluster cluster)
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly ResourceType Roles = Type("roles");
    private static readonly ResourceType ClusterRoles = Type("clusterroles");
    private static readonly ResourceType RoleBindings = Type("rolebindings");
    private static readonly ResourceType ClusterRoleBindings = Type("clusterrolebindings");

    // As system:basic-user has it: everybody may ask about itself.
    public bool Allows(User user, Right right) =>
        (right is { Verb: "create", Group: "authorization.k8s.io" or "authentication.k8s.io" }
            && right.Resource.StartsWith("selfsubject", StringComparison.Ordinal))
        || Rules(user, right.Namespace).Any(rule => Covers(rule, right));

    public void CheckGrowth(User user, Server.ApiRequest request, byte[] body)
    {
        if (request.Type.Group != Group || request.Verb is not ("create" or "update" or "patch"))
        {
            return;
        }

        var item = Server.ApiRequest.Parse(body, "body") as JsonObject;
        var name = request.Name.Length > 0 ? request.Name : item.Text("metadata", "name");
        var isRole = request.Type == Roles || request.Type == ClusterRoles;
        if (Allows(user, new(isRole ? "escalate" : "bind", Group, request.Type.Plural, request.Namespace, name)))
        {
            return;
        }

        var rules = request.Verb == "patch" ? [new JsonObject()]
            : isRole ? item.Items("rules").ToList()
            : [.. RulesOf(item, request.Namespace)];
        var missing = rules.Where(rule => request.Verb == "patch" || !Holds(user, rule, request.Namespace)).Select(Text)
            .Distinct().Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw ApiFailure.Refused(request.Type, name,
                $"user \"{user.Name}\" (groups=[{string.Join(' ', user.Groups.Select(group => $"\"{group}\""))}]) is attempting "
                + $"to grant RBAC permissions not currently held:\n{string.Join('\n', missing)}");
        }
    }

    private static ResourceType Type(string plural) => ResourceTypes.Find(Group, "v1", plural)
        ?? throw new InvalidOperationException($"resources.json has no {plural}.");

    private IEnumerable<JsonObject> Rules(User user, string ns)
    {
        var bindings = cluster.World.Store.List(ClusterRoleBindings).Select(binding => (binding, ""));
        if (ns.Length > 0)
        {
            bindings = bindings.Concat(cluster.World.Store.List(RoleBindings, ns).Select(binding => (binding, ns)));
        }

        return bindings.Where(bound => bound.binding.Items("subjects").Any(subject => Is(user, subject)))
            .SelectMany(bound => RulesOf(bound.binding, bound.Item2));
    }

    private IEnumerable<JsonObject> RulesOf(JsonObject? binding, string ns)
    {
        var local = binding.Text("roleRef", "kind") == "Role";
        return cluster.World.Get(local ? Roles : ClusterRoles, local ? ns : "", binding.Text("roleRef", "name"))
            .Items("rules");
    }

    private static bool Is(User user, JsonObject subject) => subject.Text("kind") switch
    {
        "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Text("namespace")}:{subject.Text("name")}",
        "Group" => user.Groups.Contains(subject.Text("name")),
        _ => user.Name == subject.Text("name"),
    };

    private static bool Covers(JsonObject rule, Right right) =>
        Has(rule, "verbs", right.Verb) && Has(rule, "apiGroups", right.Group)
        && (Has(rule, "resources", right.Resource)
            || (right.Resource.Split('/') is [_, var sub] && List(rule, "resources").Contains($"*/{sub}")))
        && (List(rule, "resourceNames") is not { Count: > 0 } names ||
            (right.Name.Length > 0 && names.Contains(right.Name)));

    private bool Holds(User user, JsonObject rule, string ns) =>
        (from verb in List(rule, "verbs")
         from @group in List(rule, "apiGroups")
         from resource in List(rule, "resources")
         from name in List(rule, "resourceNames") is { Count: > 0 } names ? names : [""]
         select new Right(verb, @group, resource, ns, name)).All(right => Allows(user, right));

    private static bool Has(JsonObject rule, string field, string value) =>
        List(rule, field) is var list && (list.Contains("*") || list.Contains(value));

    private static List<string> List(JsonObject rule, string field) =>
        [.. rule.At(field) is JsonArray list ? list.Select(item => item.Text()) : []];

    // As the real server's CompactString writes a rule.
    private static string Text(JsonObject rule) => "{" + string.Join(", ",
        new[] { ("APIGroups", "apiGroups"), ("Resources", "resources"), ("ResourceNames", "resourceNames"), ("Verbs", "verbs") }
            .Select(part => (part.Item1, Values: List(rule, part.Item2))).Where(part => part.Values.Count > 0)
            .Select(part => $"{part.Item1}:[{string.Join(" ", part.Values.Select(value => $"\"{value}\""))}]")) + "}";
}
