using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tests.Fixtures;

// A practice cluster under a stepped clock, and a client that speaks to it over real HTTP.
internal sealed class Practice : IAsyncDisposable
{
    private Practice(PracticeServer server, SteppedClock clock)
    {
        Server = server;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(server.Url) };
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8.14");
    }

    public PracticeServer Server { get; }

    public SteppedClock Clock { get; }

    public HttpClient Http { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Practice> StartAsync(string scenario)
    {
        var clock = new SteppedClock();
        return new Practice(
            await PracticeServer.StartAsync(new PracticeClusterOptions { Scenario = scenario, Clock = clock }, Ct),
            clock);
    }

    public async Task<(int Code, JsonNode? Body, HttpResponseMessage Raw)> SendAsync(string method, string path,
        string? body = null, string media = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(media);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var response = await Http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var json = text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : JsonValue.Create(text);
        return ((int)response.StatusCode, json, response);
    }

    public async Task<JsonObject> GetAsync(string path) => (JsonObject)(await SendAsync("GET", path)).Body!;

    public async Task<string> TextAsync(string path) => (await SendAsync("GET", path)).Body!.ToString();

    public async Task<JsonObject> MergeAsync(string path, string patch)
    {
        var (code, body, _) = await SendAsync("PATCH", path, patch, "application/merge-patch+json");
        code.ShouldBe(200, body?.ToJsonString());
        return (JsonObject)body!;
    }

    public Task RestartAsync(string ns, string deployment) =>
        MergeAsync($"/apis/apps/v1/namespaces/{ns}/deployments/{deployment}",
        """{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"@"}}}}}""".Replace(
            "@", Clock.GetUtcNow().ToString("O")));

    public async Task<List<JsonObject>> PodsAsync(string ns, string workload) =>
        [.. (await GetAsync($"/api/v1/namespaces/{ns}/pods?labelSelector=app.kubernetes.io/name={workload}"))
            .Items("items")];

    // The values of an instant query, one per series.
    public async Task<List<double>> QueryAsync(string query)
    {
        var answer = await GetAsync(
            $"/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query?query={Uri.EscapeDataString(query)}");
        answer.Text("status").ShouldBe("success", answer.ToJsonString());
        return [.. answer.Items("data", "result")
            .Select(row => double.Parse(((JsonArray)row["value"]!)[1]!.ToString(),
            System.Globalization.CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
