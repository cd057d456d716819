using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Agent.Host.Health;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: log and gate work; the reasons when not.</summary>
internal static class HealthEndpoints
{
    public static void MapKaosHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/healthz", (RequestDelegate)(
            static http => http.Response.WriteAsync("ok", http.RequestAborted))).AllowAnonymous();
        app.MapGet("/readyz", (RequestDelegate)ReadyAsync).AllowAnonymous();
    }

    private static async Task ReadyAsync(HttpContext http)
    {
        List<ReadinessItem> checks = [];
        var ready = true;
        foreach (var check in http.RequestServices.GetServices<IReadiness>())
        {
            var why = await check.WhyNotAsync(http.RequestAborted);
            checks.Add(new ReadinessItem(check.Name, why is null, why));
            ready &= why is null || !check.Blocks;
        }

        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            http.Response.Body, new ReadinessReply(ready ? "ready" : "not-ready", checks),
            HealthJson.Default.ReadinessReply, http.RequestAborted);
    }
}

/// <param name="Status"><c>ready</c> or <c>not-ready</c>.</param>
internal sealed record ReadinessReply(string Status, IReadOnlyList<ReadinessItem> Checks);

internal sealed record ReadinessItem(string Name, bool Ok, string? Why);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadinessReply))]
internal sealed partial class HealthJson : JsonSerializerContext;
