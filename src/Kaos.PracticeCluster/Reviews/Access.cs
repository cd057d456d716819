using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

internal sealed record User(string Name, IReadOnlyList<string> Groups, string Uid = "");

// Who is asking and whether they may. Everything is allowed but what the scenario denies:
// deny: [{ user?, verb?, group?, resource?, namespace? }], an absent field matching all.
internal sealed class Access(LiveCluster cluster)
{
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
        if (!Allowed(user.Name, request.Verb, request.Type.Group, resource, request.Namespace))
        {
            throw ApiFailure.Forbidden(user.Name, request.Verb, request.Type, request.Namespace, request.Name);
        }
    }

    public bool Allowed(string user, string verb, string group, string resource, string ns) =>
        !cluster.Scenario.Story.Items("deny").Any(rule =>
            Fits(rule, "user", user) && Fits(rule, "verb", verb) && Fits(rule, "group", group)
            && Fits(rule, "resource", resource) && Fits(rule, "namespace", ns));

    private static bool Fits(JsonObject rule, string field, string value) => !rule.Has(field)
        || rule.Text(field) == value;
}
