using System.Globalization;
using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    private static readonly ResourceType AccessReviews =
        new("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", Namespaced: false);

    private static readonly ResourceType TokenReviews =
        new("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", Namespaced: false);

    private static readonly ResourceType Accounts = new(
        "", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true);

    public async Task<ServerVersion> VersionAsync(CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, "/version");
        var answer = Parsed(request, await transport.ReadAsync(request, cancellationToken));
        return new ServerVersion(answer.TextOf("gitVersion") ?? "", answer.TextOf("platform") ?? "");
    }

    public async Task<Scale> GetScaleAsync(
        ResourceType type,
        string @namespace,
        string name,
        CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, type.Path(@namespace, name, "scale"));
        return ToScale(Parsed(request, await transport.ReadAsync(request, cancellationToken)));
    }

    public async Task<AccessAnswer> MayIAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            json.WriteString("apiVersion", AccessReviews.ApiVersion);
            json.WriteString("kind", AccessReviews.Kind);
            json.WriteStartObject("spec");
            json.WriteStartObject("resourceAttributes");
            json.WriteString("verb", question.Verb);
            json.WriteString("group", question.Group);
            json.WriteString("resource", question.Resource);
            json.WriteWhenSet("namespace", question.Namespace);
            json.WriteWhenSet("name", question.Name);
            json.WriteWhenSet("subresource", question.Subresource);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        var answer = await WriteAsync(
            HttpMethod.Post, AccessReviews.Path(null), body, ApiRequest.Json, cancellationToken);
        var status = answer.MemberOf("status");
        return new AccessAnswer(status.FlagOf("allowed"), status.TextOf("reason"));
    }

    public async Task<TokenAnswer> ReviewTokenAsync(
        string token,
        IReadOnlyList<string> audiences,
        CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            json.WriteString("apiVersion", TokenReviews.ApiVersion);
            json.WriteString("kind", TokenReviews.Kind);
            json.WriteStartObject("spec");
            json.WriteString("token", token);
            if (audiences.Count > 0)
            {
                json.WriteStartArray("audiences");
                foreach (var audience in audiences)
                {
                    json.WriteStringValue(audience);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
        var answer = await WriteAsync(
            HttpMethod.Post, TokenReviews.Path(null), body, ApiRequest.Json, cancellationToken);
        var status = answer.MemberOf("status");
        var user = status.MemberOf("user");
        return new TokenAnswer(
            status.FlagOf("authenticated"),
            user.TextOf("username") ?? "",
            user.TextOf("uid") ?? "",
            [.. user.ItemsOf("groups").Select(group => group.GetString() ?? "")],
            status.TextOf("error"));
    }

    /// <summary>A token of a service account, bound to a Secret of its namespace: it ends with the Secret.</summary>
    /// <param name="seconds">At least 600; the server may give less than asked for.</param>
    public async Task<BoundToken> RequestTokenAsync(
        string @namespace, string account, string secret, int seconds, CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            json.WriteString("apiVersion", TokenReviews.ApiVersion);
            json.WriteString("kind", "TokenRequest");
            json.WriteStartObject("spec");
            json.WriteNumber("expirationSeconds", seconds);
            json.WriteStartObject("boundObjectRef");
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Secret");
            json.WriteString("name", secret);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        var path = Accounts.Path(@namespace, account, "token");
        var answer = (await WriteAsync(HttpMethod.Post, path, body, ApiRequest.Json, cancellationToken))
            .MemberOf("status");
        return new BoundToken(
            answer.TextOf("token") ?? "",
            DateTimeOffset.Parse(answer.TextOf("expirationTimestamp") ?? "", CultureInfo.InvariantCulture));
    }

    private static Scale ToScale(JsonElement scale)
    {
        var (metadata, spec, status) = (scale.MemberOf("metadata"), scale.MemberOf("spec"), scale.MemberOf("status"));
        return new Scale(
            spec.NumberOf("replicas"),
            status.NumberOf("replicas"),
            status.TextOf("selector"),
            metadata.TextOf("resourceVersion") ?? "",
            metadata.TextOf("uid") ?? "");
    }
}
