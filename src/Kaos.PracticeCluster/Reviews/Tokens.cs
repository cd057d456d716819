using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

// Bound service-account tokens: opaque, known to this process only, and dead when their time is over or when the
// account or the Secret that they are bound to is gone.
internal sealed class Tokens(LiveCluster cluster)
{
    private const string Audience = "https://kubernetes.default.svc.cluster.local";
    private readonly Dictionary<string, Issued> _issued = new(StringComparer.Ordinal);

    public static string DefaultAudience => Audience;

    public User? Whose(string token)
    {
        lock (cluster.Gate)
        {
            return _issued.TryGetValue(token, out var known) && known.Until > cluster.ClockNow
                && Lives(known.Account) && (known.Bound is not { } bound || Lives(bound)) ? known.User : null;
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

        var bound = Bound(request, review);
        var token = $"practice.{cluster.World.Chance.Hex(48)}";
        var user = new User($"system:serviceaccount:{request.Namespace}:{request.Name}",
            ["system:serviceaccounts", $"system:serviceaccounts:{request.Namespace}",
                "system:authenticated"], account.Text("metadata", "uid"));
        var until = cluster.World.Now + TimeSpan.FromSeconds(seconds);
        if (!request.DryRun)
        {
            _issued[token] = new Issued(
                user, until, new Holder(ResourceTypes.ServiceAccounts, request.Namespace, request.Name, user.Uid),
                bound);
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
                ["uid"] = user.Uid,
                ["creationTimestamp"] = Json.Stamp(cluster.World.Now),
            },
            ["spec"] = spec,
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = Json.Stamp(until) },
        }, 201);
    }

    private bool Lives(Holder holder) =>
        cluster.World.Get(holder.Type, holder.Namespace, holder.Name).Text("metadata", "uid") == holder.Uid;

    private Holder? Bound(ApiRequest request, JsonObject review)
    {
        var wanted = review.At("spec", "boundObjectRef");
        if (wanted is null)
        {
            return null;
        }

        var type = wanted.Text("kind") switch
        {
            "Secret" => ResourceTypes.Secrets,
            "Pod" => ResourceTypes.Pods,
            var other => throw ApiFailure.BadRequest($"cannot bind token to object of type /v1, Kind={other}"),
        };
        var name = wanted.Text("name");
        var held = cluster.World.Get(type, request.Namespace, name) ?? throw ApiFailure.NotFound(type, name);
        var uid = held.Text("metadata", "uid");
        return wanted.Text("uid") is { Length: > 0 } meant && meant != uid
            ? throw new ApiFailure(409, "Conflict",
                $"Operation cannot be fulfilled on {type.Plural} \"{name}\": the UID in the bound object reference ({meant}) does not match "
                + $"the UID in record. The object might have been deleted and then recreated", new JsonObject { ["name"] = name, ["kind"] = type.Plural })
            : new Holder(type, request.Namespace, name, uid);
    }

    private sealed record Holder(ResourceType Type, string Namespace, string Name, string Uid);

    private sealed record Issued(User User, DateTimeOffset Until, Holder Account, Holder? Bound);
}
