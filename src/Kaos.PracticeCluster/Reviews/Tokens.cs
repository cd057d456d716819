using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

// Bound service-account tokens: opaque, known to this process only, and dead when their time is over.
internal sealed class Tokens(LiveCluster cluster)
{
    private const string Audience = "https://kubernetes.default.svc.cluster.local";
    private readonly Dictionary<string, (User User, DateTimeOffset Until)> _issued = new(StringComparer.Ordinal);

    public static string DefaultAudience => Audience;

    public User? Whose(string token)
    {
        lock (cluster.Gate)
        {
            return _issued.TryGetValue(token, out var known) && known.Until > cluster.ClockNow ? known.User : null;
        }
    }

    public Reply Mint(ApiRequest request, byte[] body)
    {
        var account = cluster.World.Get(ResourceTypes.ServiceAccounts, request.Namespace, request.Name)
            ?? throw ApiFailure.NotFound(ResourceTypes.ServiceAccounts, request.Name);
        var review = ApiRequest.Parse(body, "body") as JsonObject ?? [];
        var seconds = review.NumberOr(3600, "spec", "expirationSeconds");
        if (seconds < 600)
        {
            var problem = $"Invalid value: {seconds}: may not specify a duration less than 10 minutes";
            throw new ApiFailure(422, "Invalid",
                $"TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: {problem}", new JsonObject
                {
                    ["group"] = "authentication.k8s.io",
                    ["kind"] = "TokenRequest",
                    ["causes"] = new JsonArray(new JsonObject
                    {
                        ["reason"] = "FieldValueInvalid",
                        ["message"] = problem,
                        ["field"] = "spec.expirationSeconds",
                    }),
                });
        }

        var token = $"practice.{cluster.World.Chance.Hex(48)}";
        var user = new User($"system:serviceaccount:{request.Namespace}:{request.Name}",
            ["system:serviceaccounts", $"system:serviceaccounts:{request.Namespace}",
                "system:authenticated"], account.Text("metadata", "uid"));
        var until = cluster.World.Now + TimeSpan.FromSeconds(seconds);
        if (!request.DryRun)
        {
            _issued[token] = (user, until);
        }

        var spec = review.Map("spec")?.Copy() ?? [];
        spec["expirationSeconds"] = seconds;
        if (spec["audiences"] is not JsonArray { Count: > 0 })
        {
            spec["audiences"] = new JsonArray(Audience);
        }

        return Reply.Json(new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = request.Name,
                ["namespace"] = request.Namespace,
                ["creationTimestamp"] = Json.Stamp(cluster.World.Now),
            },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = Json.Stamp(until) },
        }, 201);
    }
}
