using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Cli;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// Bodies that are no requests, to every edge: refused in each edge's own form, nothing begins, and KAOS goes on.
/// </summary>
[Collection(nameof(Faults))]
public sealed class BadBodyTests(OneKaos kaos) : IClassFixture<OneKaos>, IDisposable
{
    private const string NoJson = "scale web to zero";
    private const string WrongShape = """{ "text": { "scale": "web" }, "message": 5, "params": [ 5 ] }""";

    private readonly Service service = new(kaos.Address);
    private readonly HttpClient http = new() { BaseAddress = kaos.Address };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Huge => new('a', 2 * 1024 * 1024);

    // Path, body ("huge": two megabytes), status, and where the edge says what is wrong.
    [Theory]
    [InlineData("/v1/signals", NoJson, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/v1/signals", WrongShape, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/v1/signals", "huge", HttpStatusCode.RequestEntityTooLarge, "code", "invalid")]
    [InlineData("/v1/requests", WrongShape, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/v1/requests", "huge", HttpStatusCode.RequestEntityTooLarge, "code", "invalid")]
    [InlineData("/v1/approvals/p1", NoJson, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/v1/signals/alertmanager", NoJson, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/a2a", NoJson, HttpStatusCode.OK, "error/code", "-32700")]
    [InlineData("/a2a", WrongShape, HttpStatusCode.OK, "error/code", "-32600")]
    [InlineData("/a2a", "huge", HttpStatusCode.RequestEntityTooLarge, "error/code", "-32600")]
    [InlineData("/a2a/message:send", NoJson, HttpStatusCode.BadRequest, "error/status", "INVALID_ARGUMENT")]
    [InlineData("/a2a/message:send", WrongShape, HttpStatusCode.BadRequest, "error/status", "INVALID_ARGUMENT")]
    [InlineData("/a2a/message:send", "huge", HttpStatusCode.RequestEntityTooLarge, "error/status", "INVALID_ARGUMENT")]
    [InlineData("/mcp", NoJson, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/mcp", WrongShape, HttpStatusCode.BadRequest, "code", "invalid")]
    [InlineData("/mcp", "huge", HttpStatusCode.RequestEntityTooLarge, "code", "invalid")]
    public async Task Body_ThatIsNoRequest_IsRefusedInTheEdgesOwnForm_AndNothingBegins(
        string path, string body, HttpStatusCode expected, string where, string code)
    {
        var before = await StandingAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("A2A-Version", "1.0");
        request.Headers.ExpectContinue = true; // Whoever sends on after the refusal may never read it.
        request.Content = new StringContent(
            body == "huge" ? $$"""{ "text": "{{Huge}}" }""" : body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, Token);

        var text = await answer.Content.ReadAsStringAsync(Token);
        answer.StatusCode.ShouldBe(expected, text);
        where.Split('/').Aggregate(JsonNode.Parse(text), (node, name) => node?[name])?.ToString().ShouldBe(code, text);
        text.Length.ShouldBeLessThan(2000);
        await ShouldGoOnAsync(before);
    }

    [Fact]
    public async Task Sentence_OfTwoMegabytes_OnTheCommandLine_IsRefusedInWords()
    {
        var before = await StandingAsync();
        var memory = Path.GetTempFileName();
        using var heard = new StringWriter();

        var exit = await KaosCommandLine.RunAsync(
            ["ask", Huge, "--new", "--url", kaos.Address.ToString(), "--memory", memory],
            Terminal.Of(heard, heard, redirected: true), Token);

        File.Delete(memory);
        exit.ShouldNotBe(0);
        heard.ToString().ShouldContain("large");
        heard.ToString().Length.ShouldBeLessThan(2000);
        await ShouldGoOnAsync(before);
    }

    public void Dispose()
    {
        service.Dispose();
        http.Dispose();
    }

    // The incidents, and how far the log of the one session that there is has come.
    private async Task<string> StandingAsync()
    {
        var incidents = (await service.GetAsync("/v1/incidents", Token)).Body["items"]!.AsArray().Count;
        var session = (await service.GetAsync($"/v1/sessions/{kaos.Session}", Token)).Body["version"];
        return $"{incidents} incidents, version {session}";
    }

    private async Task ShouldGoOnAsync(string before)
    {
        (await StandingAsync()).ShouldBe(before);
        var caller = await Caller.ConnectAsync(http, kaos.Address, "after-bad-bodies", Token);
        (await caller.SayAsync("How many replicas does cart have?", Token)).ShouldContain("replica");
    }
}
