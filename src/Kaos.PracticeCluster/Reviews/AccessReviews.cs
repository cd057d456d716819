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
            "SelfSubjectRulesReview" => access.Rules(user, review.Text("spec", "namespace")),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = Info(user) },
            "SelfSubjectAccessReview" => Decide(access, user, review),
            _ => Decide(access, Named(review), review),
        };
        if (request.Type.Kind == "SelfSubjectRulesReview")
        {
            review["spec"] = new JsonObject();
        }

        return Reply.Json(review, 201);
    }

    private static User Named(JsonObject review) => new(
        review.Text("spec", "user"),
        review.At("spec", "groups") is JsonArray groups ? [.. groups.Select(group => group.Text())] : []);

    private static JsonObject Decide(Access access, User user, JsonObject review)
    {
        var asked = review.At("spec", "resourceAttributes");
        var subresource = asked.Text("subresource");
        var why = review.Has("spec", "nonResourceAttributes")
            ? access.WhyPath(user, review.Text("spec", "nonResourceAttributes", "path"))
            : access.Why(user, new(
                asked.Text("verb"), asked.Text("group"),
                subresource.Length > 0 ? $"{asked.Text("resource")}/{subresource}" : asked.Text("resource"),
                asked.Text("namespace"), asked.Text("name")));
        var status = new JsonObject { ["allowed"] = why is not null };
        if (why is { Length: > 0 })
        {
            status["reason"] = why;
        }

        return status;
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
}
