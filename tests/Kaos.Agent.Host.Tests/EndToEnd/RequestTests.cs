using System.Net;
using System.Text.Json;
using Kaos.A2A;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// A change that a person asks for, from the request over its plan and approval to what the cluster shows afterwards.
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class RequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-7")]
    public async Task Scale_AskedForAndApproved_IsWrittenVerifiedAndClosed()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "healthy", 30, Token);

        var taken = await PostAsync(
            http, new Uri(kaos.Address, "/v1/requests"),
            """{ "verb": "scale", "kind": "deploy", "name": "gateway", "parameters": { "replicas": "3" } }""");
        var session = new Uri(kaos.Address, $"/v1/sessions/{taken.GetProperty("sessionId").GetString()}/");
        var offered = await EventAsync(http, session, "choices-offered");

        var plan = offered.GetProperty("plans")[0];
        plan.GetProperty("reviewType").GetString().ShouldBe("scale_plan_review");
        var review = plan.GetProperty("reviews")[0];
        (review.GetProperty("currentReplicas").GetInt32(), review.GetProperty("targetReplicas").GetInt32())
            .ShouldBe((2, 3));
        (await ReplicasAsync(folder)).ShouldBe(2);

        await PostAsync(http, new Uri(session, "choice"), """{ "optionId": "scale" }""");
        var ended = await EventAsync(http, session, "session-ended");

        ended.GetProperty("outcome").GetString().ShouldBe("resolved", kaos.Log);
        (await ReplicasAsync(folder)).ShouldBe(3);
    }

    [Fact]
    [Trait("Seed", "1-8")]
    public async Task Request_WithoutAName_IsAnsweredWithAQuestionAndThenFromTheJournal()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "healthy", 30, Token);
        var requests = new Uri(kaos.Address, "/v1/requests");

        var asked = await PostAsync(http, requests, """{ "verb": "restart" }""");
        asked.GetProperty("question").GetString().ShouldNotBeNull().ShouldStartWith("What do you want to restart?");

        var first = await PostAsync(http, requests, """{ "verb": "restart", "name": "gateway" }""");
        await EventAsync(
            http, new Uri(kaos.Address, $"/v1/sessions/{first.GetProperty("sessionId").GetString()}/"),
            "choices-offered");

        var again = await PostAsync(http, requests, """{ "verb": "scale", "parameters": { "replicas": "5" } }""");
        var offered = await EventAsync(
            http, new Uri(kaos.Address, $"/v1/sessions/{again.GetProperty("sessionId").GetString()}/"),
            "choices-offered");
        offered.GetProperty("plans")[0].GetProperty("target").GetProperty("name").GetString()
            .ShouldBe("gateway");
    }

    [Fact]
    public async Task Sentence_ThatAsksToScale_IsShownApprovedWrittenAndVerified()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "healthy", 30, Token);
        var caller = await Caller.ConnectAsync(http, kaos.Address, "scaling", Token);

        var question = await caller.SayAsync("scale it", Token);
        question.ShouldContain("What do you want to scale");
        var missing = await caller.SayAsync("scale gatway", Token);
        missing.ShouldContain("replicas");

        var review = await caller.SayAsync("scale gateway to 3 in apps", Token);

        caller.State.ShouldBe(TaskState.InputRequired, review);
        caller.Data["kaos.choices/v1"].GetProperty("options")[0].GetProperty("id").GetString().ShouldBe("scale");
        (await ReplicasAsync(folder)).ShouldBe(2);
        (await caller.SayAsync("How many replicas does gateway have?", Token))
            .ShouldContain("asks for 2 replicas");

        var done = await caller.SayAsync("go with scale", Token);

        caller.State.ShouldBe(TaskState.Completed, done + kaos.Log);
        (await ReplicasAsync(folder)).ShouldBe(3);
    }

    [Fact]
    [Trait("Seed", "1-14")]
    public async Task Exec_AskedForInASentenceAndApproved_IsRunAndItsOutputIsTold()
    {
        using var folder = new PracticeFolder();
        using var http = new HttpClient();
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "healthy", 30, Token);
        var pods = await folder.GetAsync("/api/v1/namespaces/apps/pods", Token);
        var pod = pods.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("metadata").GetProperty("name").GetString())
            .First(name => name!.StartsWith("gateway-", StringComparison.Ordinal));

        var caller = await Caller.ConnectAsync(http, kaos.Address, "looking-inside", Token);

        var review = await caller.SayAsync($"exec in pod {pod}: cat /etc/resolv.conf", Token);
        caller.State.ShouldBe(TaskState.InputRequired, review);
        review.ShouldContain("cat /etc/resolv.conf");
        caller.Data["kaos.choices/v1"].GetProperty("options")[0].GetProperty("id").GetString().ShouldBe("exec");

        var done = await caller.SayAsync("go with exec", Token);
        caller.State.ShouldBe(TaskState.Completed, done + kaos.Log);
        done.ShouldContain("nameserver 10.96.0.10");
    }

    private static async Task<int> ReplicasAsync(PracticeFolder folder) =>
        (await folder.GetAsync("/apis/apps/v1/namespaces/apps/deployments/gateway", Token)).GetProperty("spec")
            .GetProperty("replicas").GetInt32();

    private static async Task<JsonElement> PostAsync(HttpClient http, Uri address, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(address, content, Token);
        answer.StatusCode.ShouldBeOneOf(
            [HttpStatusCode.OK, HttpStatusCode.Accepted], await answer.Content.ReadAsStringAsync(Token));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
    }

    // The stream of the session, until that event comes.
    private static async Task<JsonElement> EventAsync(HttpClient http, Uri session, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(session, "events"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        var heard = new System.Text.StringBuilder();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            heard.AppendLine(line);
            if (line.StartsWith("data:", StringComparison.Ordinal) &&
                line.Contains($"\"{type}\"", StringComparison.Ordinal))
            {
                var item = JsonDocument.Parse(line["data:".Length..]).RootElement;
                var fact = item.TryGetProperty("event", out var inner) ? inner : item;
                if (fact.TryGetProperty("type", out var name) && name.GetString() == type)
                {
                    return fact;
                }
            }
        }

        throw new InvalidOperationException($"The stream ended without {type}: {heard}");
    }
}
