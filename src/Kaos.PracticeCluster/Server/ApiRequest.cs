using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// What a request is about: the path taken apart as the real server does, and its query.
internal sealed record ApiRequest(HttpContext Http, ResourceType Type, string Namespace, string Name,
    string Subresource, string Rest)
{
    public string Query(string key) => Http.Request.Query[key].ToString();

    public bool QueryFlag(string key) => Query(key) is "true" or "1";

    public bool DryRun => Query("dryRun") == "All";

    public string Accept => Http.Request.Headers.Accept.ToString();

    public bool WantsTable => Accept.Contains("as=Table", StringComparison.Ordinal);

    public bool WantsMetadata => Accept.Contains("as=PartialObjectMetadata", StringComparison.Ordinal);

    // The field manager: as told, else the first word of the user agent.
    public string Manager => Query("fieldManager") is { Length: > 0 } told
        ? told : Http.Request.Headers.UserAgent.ToString().Split('/', ' ')[0] is { Length: > 0 } agent ? agent
            : "unknown";

    public string Verb => Http.Request.Method switch
    {
        "GET" when QueryFlag("watch") => "watch",
        "GET" => Name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => Name.Length > 0 ? "delete" : "deletecollection",
        _ => "get",
    };

    // Null when the path names no kind that we serve.
    public static ApiRequest? Read(HttpContext http, IReadOnlyList<ResourceType> types)
    {
        var parts = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = parts switch
        {
            ["api", var core, .. var more] when more.Length > 0 => ("", core, more),
            ["apis", var named, var of, .. var more] when more.Length > 0 => (named, of, more),
            _ => ("", "", []),
        };
        var ns = "";
        if (rest is ["namespaces", var scope, var plural, ..]
            && !(plural is "status" or "finalize" && rest.Length == 3))
        {
            ns = scope;
            rest = rest[2..];
        }

        if (rest.Length == 0 || ResourceTypes.Find(types, group, version, rest[0]) is not { } type)
        {
            return null;
        }

        return new ApiRequest(http, type, ns, rest.ElementAtOrDefault(1) ?? "", rest.ElementAtOrDefault(2) ?? "",
            string.Join('/', rest.Skip(3)));
    }

    public async Task<byte[]> BodyAsync(CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await Http.Request.Body.CopyToAsync(buffer, ct);
        return buffer.ToArray();
    }

    public static JsonNode? Parse(byte[] body, string what)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            throw ApiFailure.BadRequest($"error decoding {what}: {Trouble(body)}");
        }
    }

    // The two complaints of Go's decoder that clients meet.
    private static string Trouble(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body).Trim();
        var open = text.Count(one => one is '{' or '[') > text.Count(one => one is '}' or ']');
        return open || text.Length == 0 ? "unexpected end of JSON input"
            : $"invalid character '{text[0]}' looking for beginning of value";
    }
}
