using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// A complete answer, made under the lock and written after it.
internal sealed record Reply(int Code, byte[] Body, string ContentType = "application/json")
{
    public static Reply Json(JsonNode node, int code = 200) => new(code, Storage.Json.Bytes(node));

    public static Reply Text(string text, int code = 200, string contentType = "text/plain; charset=utf-8") =>
        new(code, System.Text.Encoding.UTF8.GetBytes(text), contentType);

    public static Reply Failure(ApiFailure failure) => Json(failure.Body(), failure.Code);

    public async Task WriteAsync(HttpContext http, CancellationToken ct)
    {
        http.Response.StatusCode = Code;
        http.Response.ContentType = ContentType;
        if (Code == 429)
        {
            http.Response.Headers.RetryAfter = "10";
        }

        http.Response.ContentLength = Body.Length;
        await http.Response.Body.WriteAsync(Body, ct);
    }
}
