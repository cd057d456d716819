using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Reviews;

internal sealed class AccessReviews(LiveCluster cluster)
{
    public Reply Answer(ApiRequest request, byte[] body, User user, Access access, Tokens tokens)
    {
        if (request.Http.Request.Method != "POST")
        {
            throw ApiFailure.MethodNotAllowed();
        }

        var review = ApiRequest.Parse(body, "body") as JsonObject ?? [];
        review["kind"] = request.Type.Kind;
        review["apiVersion"] = request.Type.ApiVersion;
        review["metadata"] = new JsonObject
        {
            ["creationTimestamp"] = null,
            ["managedFields"] = new JsonArray(new JsonObject
            {
                ["manager"] = request.Manager,
                ["operation"] = "Update",
                ["apiVersion"] = request.Type.ApiVersion,
                ["time"] = Json.Stamp(cluster.World.Now),
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = FieldPaths.Tree(FieldPaths.Of(new JsonObject
                {
                    ["spec"] = review.At("spec")?.DeepClone(),
                }).Keys),
            }),
        };
        review.Make("metadata").Remove("creationTimestamp");
        review["status"] = request.Type.Kind switch
        {
            "TokenReview" => TokenStatus(review.Text("spec", "token"), tokens),
            "SelfSubjectRulesReview" => Rules(),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = Info(user) },
            "SelfSubjectAccessReview" => Decide(access, user.Name, review),
            _ => Decide(access, review.Text("spec", "user"), review),
        };
        if (request.Type.Kind == "SelfSubjectRulesReview")
        {
            review["spec"] = new JsonObject();
        }

        return Reply.Json(review, 201);
    }

    private static JsonObject Decide(Access access, string user, JsonObject review)
    {
        var resource = review.Text("spec", "resourceAttributes", "resource");
        var subresource = review.Text("spec", "resourceAttributes", "subresource");
        return new JsonObject
        {
            ["allowed"] = review.Has("spec", "nonResourceAttributes") || access.Allowed(
                user, review.Text("spec", "resourceAttributes", "verb"), review.Text("spec", "resourceAttributes",
                    "group"),
                subresource.Length > 0 ? $"{resource}/{subresource}"
                    : resource, review.Text("spec", "resourceAttributes", "namespace")),
        };
    }

    private static JsonObject TokenStatus(string token, Tokens tokens) =>
        tokens.Whose(token) is { } user
            ? new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = Info(user),
                ["audiences"] = new JsonArray(Tokens.DefaultAudience),
            }
            : new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };

    private static JsonObject Info(User user)
    {
        var info = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            info["uid"] = user.Uid;
        }

        info["groups"] = Json.Strings(user.Groups);
        return info;
    }

    private static JsonObject Rules() => new()
    {
        ["resourceRules"] = new JsonArray(new JsonObject
        {
            ["verbs"] = new JsonArray("*"),
            ["apiGroups"] = new JsonArray("*"),
            ["resources"] = new JsonArray("*"),
        }),
        ["nonResourceRules"] = new JsonArray(new JsonObject
        {
            ["verbs"] = new JsonArray("*"),
            ["nonResourceURLs"] = new JsonArray("*"),
        }),
        ["incomplete"] = false,
    };
}
