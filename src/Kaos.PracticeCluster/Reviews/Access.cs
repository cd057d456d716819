using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

internal sealed record User(string Name, IReadOnlyList<string> Groups, string Uid = "");

// Who is asking and whether they may. Without a token everything is allowed but what the scenario denies:
// deny: [{ user?, verb?, group?, resource?, namespace? }], an absent field matching all. Everybody else, a service
// account with its token or whom a review names, may do what the stored Roles and bindings say.
internal sealed class Access(LiveCluster cluster)
{
    private readonly Rbac _rbac = new(cluster);

    public static User Admin { get; } = new("practice-admin", ["system:masters", "system:authenticated"]);

    public User Identify(HttpContext http, Tokens tokens)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Admin;
        }

        return header.Split(' ', 2) is ["Bearer", var token] && tokens.Whose(token) is { } user ? user
            : throw ApiFailure.Unauthorized();
    }

    public void Check(User user, ApiRequest request)
    {
        var resource = request.Subresource.Length > 0 ? $"{request.Type.Plural}/{request.Subresource}"
            : request.Type.Plural;
        var ns = request.Type == ResourceTypes.Namespaces ? request.Name : request.Namespace;
        // An upgrade is a GET, and opens a door: since 1.35 the server asks for the right to create as well.
        string[] verbs = request is { Subresource: "exec", Verb: "get" } ? ["get", "create"] : [request.Verb];
        if (verbs.FirstOrDefault(
            verb => !Allowed(user, new(verb, request.Type.Group, resource, ns, request.Name))) is { } denied)
        {
            throw ApiFailure.Forbidden(
                user.Name, denied, request.Type, request.Namespace, request.Name, request.Subresource);
        }
    }

    // Who holds no right cannot give it away.
    public void CheckGrowth(User user, ApiRequest request, byte[] body)
    {
        if (!IsMaster(user))
        {
            _rbac.CheckGrowth(user, request, body);
        }
    }

    // What is no resource: discovery, health, version.
    public void CheckPath(User user, string path)
    {
        if (IsMaster(user))
        {
            return;
        }

        lock (cluster.Gate)
        {
            if (_rbac.Why(user, path) is null)
            {
                throw new ApiFailure(
                    403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot get path \"{path}\"", []);
            }
        }
    }

    // By which binding it is allowed, as the real authorizer says it; empty where that is nobody's business; null when
    // it is not.
    public string? Why(User user, Right right)
    {
        lock (cluster.Gate)
        {
            return !Allowed(user, right) ? null : IsMaster(user) ? "" : _rbac.Why(user, right);
        }
    }

    public string? WhyPath(User user, string path)
    {
        lock (cluster.Gate)
        {
            return IsMaster(user) ? "" : _rbac.Why(user, path);
        }
    }

    public JsonObject Rules(User user, string ns)
    {
        lock (cluster.Gate)
        {
            return _rbac.Sum(user, ns);
        }
    }

    public bool Allowed(User user, Right right)
    {
        lock (cluster.Gate)
        {
            return !cluster.Scenario.Story.Items("deny").Any(rule =>
                Fits(rule, "user", user.Name) && Fits(rule, "verb", right.Verb) && Fits(rule, "group", right.Group)
                && Fits(rule, "resource", right.Resource) && Fits(rule, "namespace", right.Namespace))
                && (IsMaster(user) || _rbac.Allows(user, right));
        }
    }

    private static bool IsMaster(User user) => user.Groups.Contains("system:masters");

    private static bool Fits(JsonObject rule, string field, string value) => !rule.Has(field)
        || rule.Text(field) == value;
}
