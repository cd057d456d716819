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

    public bool Allows(User user, Right right) => Why(user, right) is not null;

    // The first grant in the order of the real authorizer, in its words; null when there is none.
    public string? Why(User user, Right right) => Grants(user, right.Namespace)
        .Where(grant => grant.Rules.Any(rule => Covers(rule, right))).Select(grant => grant.Text).FirstOrDefault();

    public string? Why(User user, string path) => Grants(user, "")
        .Where(grant => grant.Rules.Any(rule => Has(rule, "verbs", "get") && Reaches(rule, path)))
        .Select(grant => grant.Text).FirstOrDefault();

    // What a SelfSubjectRulesReview says.
    public JsonObject Sum(User user, string ns)
    {
        var rules = Grants(user, ns).SelectMany(grant => grant.Rules).DistinctBy(rule => rule.ToJsonString()).ToList();
        return new JsonObject
        {
            ["resourceRules"] = Json.Array(rules.Where(rule => rule.Has("resources"))
                .Select(rule => Part(rule, "verbs", "apiGroups", "resources", "resourceNames"))),
            ["nonResourceRules"] = Json.Array(rules.Where(rule => rule.Has("nonResourceURLs"))
                .Select(rule => Part(rule, "verbs", "nonResourceURLs"))),
            ["incomplete"] = false,
        };
    }

    public void CheckGrowth(User user, Server.ApiRequest request, byte[] body)
    {
        if (request.Type.Group != Group || request.Verb is not ("create" or "update" or "patch"))
        {
            return;
        }

        var item = Server.ApiRequest.Parse(body, "body") as JsonObject;
        var name = request.Name.Length > 0 ? request.Name : item.Text("metadata", "name");
        var isRole = request.Type == ResourceTypes.Roles || request.Type == ResourceTypes.ClusterRoles;
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

    private IEnumerable<(List<JsonObject> Rules, string Text)> Grants(User user, string ns)
    {
        var bindings = cluster.World.Store.List(ResourceTypes.ClusterRoleBindings).Select(binding => (binding, Ns: ""));
        if (ns.Length > 0)
        {
            bindings = bindings.Concat(
                cluster.World.Store.List(ResourceTypes.RoleBindings, ns).Select(binding => (binding, Ns: ns)));
        }

        foreach (var (binding, place) in bindings)
        {
            if (binding.Items("subjects").FirstOrDefault(subject => Is(user, subject)) is { } subject)
            {
                yield return ([.. RulesOf(binding, place)], Said(binding, place, subject));
            }
        }
    }

    private static string Said(JsonObject binding, string ns, JsonObject subject)
    {
        var named = binding.Text("metadata", "name");
        var role = $"{binding.Text("roleRef", "kind")} \"{binding.Text("roleRef", "name")}\"";
        var to = subject.Text("kind") == "ServiceAccount"
            ? $"ServiceAccount \"{subject.Text("name")}/{subject.Text("namespace")}\""
            : $"{subject.Text("kind")} \"{subject.Text("name")}\"";
        return ns.Length == 0
            ? $"RBAC: allowed by ClusterRoleBinding \"{named}\" of {role} to {to}"
            : $"RBAC: allowed by RoleBinding \"{named}/{ns}\" of {role} to {to}";
    }

    private static JsonObject Part(JsonObject rule, params string[] fields)
    {
        var part = new JsonObject();
        foreach (var field in fields.Where(field => rule.Has(field)))
        {
            part[field] = rule[field]?.DeepClone();
        }

        return part;
    }

    private IEnumerable<JsonObject> RulesOf(JsonObject? binding, string ns)
    {
        var local = binding.Text("roleRef", "kind") == "Role";
        return cluster.World.Get(
            local ? ResourceTypes.Roles : ResourceTypes.ClusterRoles, local ? ns : "", binding.Text("roleRef", "name"))
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

    private static bool Reaches(JsonObject rule, string path) => List(rule, "nonResourceURLs").Any(url =>
        url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal)));

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
