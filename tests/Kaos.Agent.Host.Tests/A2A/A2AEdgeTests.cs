using System.Net;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.A2A;

public sealed class A2AEdgeTests : IAsyncLifetime
{
    private EdgeServer server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeSession Session => server.Desk.Session("ses-1");

    public async ValueTask InitializeAsync()
    {
        server = await EdgeServer.StartAsync();
        server.Desk.AddTask("task-1", "ctx-1", "ses-1", Callers.LocalPerson);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Card_Read_NamesRealAddressesAndSkills()
    {
        var (status, card) = await server.GetAsync("/.well-known/agent-card.json");

        status.ShouldBe(HttpStatusCode.OK);
        card!["supportedInterfaces"]!.AsArray().Select(static known => known!["url"]!.GetValue<string>())
            .ShouldAllBe(url => url == $"{server.Http.BaseAddress}a2a");
        card["skills"]!.AsArray().Select(static skill => skill!["id"]!.GetValue<string>())
            .ShouldBe(["investigate", "explain", "remediate", "ask"]);
        card["securitySchemes"]!["bearer"]!["httpAuthSecurityScheme"]!["scheme"]!.GetValue<string>().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Question_Simple_IsAnsweredWithAMessage(bool rpc)
    {
        server.Desk.OnSay = static (saying, _) => new Reply.Text(saying.ContextId ?? "ctx-9", "till has 3 replicas.");

        var result = await SendAsync("how many replicas has till?", rpc: rpc);

        result["message"]!["parts"]![0]!["text"]!.GetValue<string>().ShouldBe("till has 3 replicas.");
        result["message"]!["contextId"]!.GetValue<string>().ShouldBe("ctx-9");
        result["message"]!["taskId"].ShouldBeNull();
    }

    [Fact]
    public async Task Trouble_Sent_WaitsUntilItIsTheCallersTurn()
    {
        server.Desk.OnSay = (_, caller) => new Reply.Task(
            "ctx-1", "task-1", "ses-1", Session.Add(Samples.Opened, Samples.Attached("task-1", caller)));

        var waiting = SendAsync("till is slow");
        Session.Add(new DriverStarted(1), new Narrated("I look.", "l"), Samples.Choices);
        var result = await waiting;

        State(result["task"]).ShouldBe("TASK_STATE_INPUT_REQUIRED");
        result["task"]!["status"]!["message"]!["parts"]![1]!["data"]!["kind"]!.GetValue<string>()
            .ShouldBe("kaos.choices/v1");
        result["task"]!["metadata"]!["kaos.incidentId"]!.GetValue<string>().ShouldBe("inc-1");
    }

    [Fact]
    public async Task Trouble_SentToReturnImmediately_DoesNotWait()
    {
        server.Desk.OnSay = (_, caller) => new Reply.Task(
            "ctx-1", "task-1", "ses-1", Session.Add(Samples.Opened, Samples.Attached("task-1", caller)));

        var result = await SendAsync("till is slow", configuration: """{"returnImmediately":true}""");

        State(result["task"]).ShouldBe("TASK_STATE_WORKING");
    }

    [Fact]
    public async Task Conversation_ByStream_GoesFromChoiceToResolved()
    {
        server.Desk.OnSay = (saying, caller) => new Reply.Task("ctx-1", "task-1", "ses-1", saying.Data is null
            ? Session.Add(Samples.Opened, Samples.Attached("task-1", caller))
            : Session.Add(
                new MessageReceived("task-1", caller, saying.MessageId, saying.Text, saying.Data),
                new OptionChosen("put-back", Samples.Plan.Hash, caller, "task-1"),
                new PlanDecided(Samples.Plan.Hash, PlanDecision.Approve, caller, null, "task-1")));

        using var first = await StreamAsync("""{"text":"till is slow"}""");
        var snapshot = await first.NextAsync(Token);
        Session.Add(
            new DriverStarted(1), new Narrated("I look at the events.", "l"), new EvidenceFound([Samples.Kills]));
        Session.Add(Samples.Choices);
        var asked = await first.RestAsync(Token);

        using var second = await StreamAsync("""{"data":{"kind":"kaos.choose/v1","optionId":"put-back"}}""", "task-1");
        var resumed = await second.NextAsync(Token);
        Session.Add(
            new Progressed(Samples.Plan.Hash, 0, false, 1, 3, "1/3 ready"),
            new Progressed(Samples.Plan.Hash, 0, false, 3, 3, "3/3 ready"));
        Session.Add(
            new Verified(Samples.Plan.Hash, true, [], "No kills."),
            new SessionEnded(SessionOutcome.Resolved, "All clear."));
        var ended = await second.RestAsync(Token);

        (snapshot!.Id, State(Result(snapshot)["task"])).ShouldBe(("2", "TASK_STATE_WORKING"));
        asked.Select(static frame => frame.Id).ShouldBe(["4", "5", "6"]);
        State(Result(asked[^1])["statusUpdate"]).ShouldBe("TASK_STATE_INPUT_REQUIRED");
        State(Result(resumed!)["task"]).ShouldBe("TASK_STATE_WORKING");
        ended.Select(static frame =>
            Result(frame)["statusUpdate"]?["status"]?["message"]?["parts"]?[0]?["text"]?.GetValue<string>())
            .OfType<string>().ShouldBe(["1/3 ready", "3/3 ready", "All clear."]);
        State(Result(ended[^1])["statusUpdate"]).ShouldBe("TASK_STATE_COMPLETED");
        ended[^1].Id.ShouldBe("13");
    }

    [Fact]
    public async Task Subscription_WithLastEventId_ResumesWithinAnEvent()
    {
        Session.Add(
            Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson), new Narrated("One.", "1"),
            Samples.Choices);
        Session.Add(new SessionEnded(SessionOutcome.Declined, "Nothing was changed."));

        using var whole = await SubscribeAsync("2");
        using var half = await SubscribeAsync("5.0");

        (await whole.RestAsync(Token)).Select(static frame => frame.Id).ShouldBe(["3", "4", "5.0", "5"]);
        (await half.RestAsync(Token)).Select(static frame => frame.Id).ShouldBe(["5"]);
    }

    [Fact]
    public async Task Subscription_OfAnOpenTask_StartsWithASnapshotAndLivesUntilItsEnd()
    {
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson), Samples.Choices);

        using var reader = await SubscribeAsync(null);
        var snapshot = await reader.NextAsync(Token);
        Session.Add(new OptionChosen("put-back", Samples.Plan.Hash, Samples.Alice, null));
        Session.Add(new SessionEnded(SessionOutcome.Resolved, "All clear."));
        var rest = await reader.RestAsync(Token);

        snapshot!.Data!["task"]!["id"]!.GetValue<string>().ShouldBe("task-1");
        rest.Select(static frame => frame.Id).ShouldBe(["4", "5.0", "5"]);
    }

    [Fact]
    public async Task Subscription_OfATaskThatIsOver_IsRefused()
    {
        Session.Add(
            Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson),
            new SessionEnded(SessionOutcome.Declined, "No."));

        var (status, body) = await server.GetAsync("/a2a/tasks/task-1:subscribe");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["error"]!["details"]![0]!["reason"]!.GetValue<string>().ShouldBe("UNSUPPORTED_OPERATION");
    }

    [Fact]
    public async Task Task_OfAnotherCaller_LooksLikeNone()
    {
        Session.Add(Samples.Opened);

        var hidden = await server.GetAsync("/a2a/tasks/task-1", EdgeServer.BobKey);
        var absent = await server.GetAsync("/a2a/tasks/task-9", EdgeServer.BobKey);

        (hidden.Status, absent.Status).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        hidden.Body!.ToJsonString().Replace("task-1", "task-9", StringComparison.Ordinal)
            .ShouldBe(absent.Body!.ToJsonString());
    }

    [Fact]
    public async Task Tasks_Listed_AreFoldedAndFiltered()
    {
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson), Samples.Choices);

        var (_, open) = await server.GetAsync("/a2a/tasks?contextId=ctx-1&status=TASK_STATE_INPUT_REQUIRED");
        var (_, none) = await server.GetAsync("/a2a/tasks?status=TASK_STATE_COMPLETED");

        open!["tasks"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe("task-1");
        none!["tasks"]!.AsArray().ShouldBeEmpty();
        ((TaskFilter)server.Desk.Calls.First().What!).ContextId.ShouldBe("ctx-1");
    }

    [Fact]
    public async Task Cancel_OpenTask_IsCanceledAndOnceOverIsNot()
    {
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson));
        server.Desk.OnCancelTask = taskId => Session.Add(new TaskDetached(taskId, "Cancelled."));

        var (_, canceled) = await server.PostAsync("/a2a/tasks/task-1:cancel", "{}");
        var (_, again) = await server.PostAsync("/a2a/tasks/task-1:cancel", "{}");
        server.Desk.AddTask("task-2", "ctx-1", "ses-2", Callers.LocalPerson);
        server.Desk.Session("ses-2").Add(Samples.Opened, new SessionEnded(SessionOutcome.Resolved, "All clear."));
        var (_, over) = await server.PostAsync("/a2a/tasks/task-2:cancel", "{}");

        State(canceled).ShouldBe("TASK_STATE_CANCELED");
        State(again).ShouldBe("TASK_STATE_CANCELED");
        over!["error"]!["details"]![0]!["reason"]!.GetValue<string>().ShouldBe("TASK_NOT_CANCELABLE");
    }

    [Theory]
    [InlineData(ProblemCode.NotFound, -32001)]
    [InlineData(ProblemCode.Invalid, -32602)]
    [InlineData(ProblemCode.Forbidden, -32004)]
    [InlineData(ProblemCode.Conflict, -32004)]
    [InlineData(ProblemCode.Unavailable, -32603)]
    public async Task Problem_FromTheDesk_IsItsA2AErrorWithWhatToDo(ProblemCode code, int expected)
    {
        server.Desk.Refusal = new Problem(code, "No.", "Do that.");

        var (_, body) = await RpcAsync(
            "SendMessage", """{"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"x"}]}}""");

        body!["error"]!["code"]!.GetValue<int>().ShouldBe(expected);
        body["error"]!["message"]!.GetValue<string>().ShouldBe("No. Do that.");
    }

    [Theory]
    [InlineData("""[{"text":" "}]""", -32602)]
    [InlineData("""[{"url":"http://x/y"}]""", -32005)]
    [InlineData("""[{"data":{}},{"data":{}}]""", -32602)]
    public async Task Message_ThatCannotBeRead_IsRefused(string parts, int expected)
    {
        var (_, body) = await RpcAsync(
            "SendMessage", $$$"""{"message":{"messageId":"m1","role":"ROLE_USER","parts":{{{parts}}}}}""");

        body!["error"]!["code"]!.GetValue<int>().ShouldBe(expected);
        server.Desk.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Failure_Unexpected_SaysNothingOfItself()
    {
        server.Desk.OnSay = static (_, _) => throw new InvalidOperationException("secret detail");

        var (_, body) = await RpcAsync(
            "SendMessage", """{"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"x"}]}}""");

        body!.ToJsonString().ShouldNotContain("secret detail");
    }

    private static string? State(JsonNode? task) => task?["status"]?["state"]?.GetValue<string>();

    private static JsonNode Result(SseFrame frame) => frame.Data!["result"]!;

    private async Task<JsonNode> SendAsync(string text, bool rpc = true, string configuration = "{}")
    {
        var request = $$"""
            {"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"{{text}}"}]},"configuration":{{configuration}}}
            """;
        var (_, body) = rpc
            ? await RpcAsync("SendMessage", request)
            : await server.PostAsync("/a2a/message:send", request);
        return rpc ? body!["result"]! : body!;
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> RpcAsync(string method, string parameters) =>
        server.PostAsync("/a2a", $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""");

    private Task<SseReader> StreamAsync(string part, string? taskId = null)
    {
        var task = taskId is null ? "" : $"\"taskId\":\"{taskId}\",";
        var request = new HttpRequestMessage(HttpMethod.Post, "/a2a")
        {
            Content = EdgeServer.Json($$"""
                {"jsonrpc":"2.0","id":1,"method":"SendStreamingMessage","params":{"message":
                {{{task}} "messageId":"m-{{part.Length}}","role":"ROLE_USER","parts":[{{part}}]} } }
                """),
        };
        return SseReader.OpenAsync(server.Http, request, Token);
    }

    private Task<SseReader> SubscribeAsync(string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/a2a/tasks/task-1:subscribe");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return SseReader.OpenAsync(server.Http, request, Token);
    }
}
