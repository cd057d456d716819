using System.Net;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.A2A;

/// <summary>What both bindings agree on: every operation by JSON-RPC and by path, with and without a tenant.</summary>
public sealed class OperationsTests : IAsyncLifetime
{
    private const string Message = """{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"till is slow"}]}""";

    private EdgeServer server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeSession Session => server.Desk.Session("ses-1");

    public static TheoryData<string, string, string, string, string> Operations => new()
    {
        { "SendMessage", $$"""{"message":{{Message}} }""", "POST", "/message:send", $$"""{"message":{{Message}} }""" },
        { "GetTask", """{"id":"task-1"}""", "GET", "/tasks/task-1", "" },
        { "ListTasks", "{}", "GET", "/tasks", "" },
        { "CancelTask", """{"id":"task-1"}""", "POST", "/tasks/task-1:cancel", "" },
        {
            "CreateTaskPushNotificationConfig", """{"taskId":"task-1","id":"h","url":"https://example.com/x"}""",
            "POST", "/tasks/task-1/pushNotificationConfigs", """{"id":"h","url":"https://example.com/x"}"""
        },
        { "ListTaskPushNotificationConfigs", """{"taskId":"task-1"}""", "GET", "/tasks/task-1/pushNotificationConfigs", "" },
        {
            "GetTaskPushNotificationConfig", """{"taskId":"task-1","id":"known"}""",
            "GET", "/tasks/task-1/pushNotificationConfigs/known", ""
        },
        {
            "DeleteTaskPushNotificationConfig", """{"taskId":"task-1","id":"known"}""",
            "DELETE", "/tasks/task-1/pushNotificationConfigs/known", ""
        },
        { "GetExtendedAgentCard", "{}", "GET", "/extendedAgentCard", "" },
    };

    public async ValueTask InitializeAsync()
    {
        server = await EdgeServer.StartAsync();
        server.Desk.AddTask("task-1", "ctx-1", "ses-1", Callers.LocalPerson);
        server.Desk.OnSay = static (_, _) => new Reply.Task("ctx-1", "task-1", "ses-1", 2);
        server.Desk.OnCancelTask = taskId => Session.Add(new TaskDetached(taskId, "Cancelled."));
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson));
        await server.PostAsync(
            "/a2a/tasks/task-1/pushNotificationConfigs", """{"id":"known","url":"https://example.com/x"}""");
        Session.Add(new EvidenceFound([Samples.Kills]), Samples.Choices);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_OnEitherBindingAndWithATenant_IsServedAlike(
        string method, string parameters, string verb, string path, string body)
    {
        var withTenant = parameters.Insert(1, parameters is "{}" ? "\"tenant\":\"shop\"" : "\"tenant\":\"shop\",");

        var byPath = await server.SendAsync(new HttpMethod(verb), $"/a2a{path}", body.Length > 0 ? body : null);
        var byTenantPath = await server.SendAsync(
            new HttpMethod(verb), $"/a2a/shop{path}", body.Length > 0 ? body : null);
        var byRpc = await RpcAsync(method, parameters);
        var byTenantRpc = await RpcAsync(method, withTenant);

        byPath.Status.ShouldBe(HttpStatusCode.OK);
        Comparable(byTenantPath.Body).ShouldBe(Comparable(byPath.Body));
        Comparable(byRpc["result"]).ShouldBe(verb == "DELETE" ? "null" : Comparable(byPath.Body));
        Comparable(byTenantRpc["result"]).ShouldBe(verb == "DELETE" ? "null" : Comparable(byPath.Body));
    }

    [Theory]
    [InlineData("GET", "/tasks/task-1")]
    [InlineData("POST", "/tasks/task-1:cancel")]
    [InlineData("GET", "/tasks/task-1:subscribe")]
    [InlineData("POST", "/tasks/task-1:subscribe")]
    [InlineData("GET", "/tasks/task-1/pushNotificationConfigs")]
    [InlineData("GET", "/tasks/task-1/pushNotificationConfigs/known")]
    [InlineData("DELETE", "/tasks/task-1/pushNotificationConfigs/known")]
    public async Task Task_OfAnotherTenantOrCallerOrNone_IsNotFoundAlike(string verb, string path)
    {
        server.Desk.HiddenTenants.Add("bakery");

        var otherTenant = await server.SendAsync(new HttpMethod(verb), $"/a2a/bakery{path}");
        var otherCaller = await server.SendAsync(new HttpMethod(verb), $"/a2a{path}", null, EdgeServer.BobKey);
        var none = await server.SendAsync(
            new HttpMethod(verb), $"/a2a{path.Replace("task-1", "task-9", StringComparison.Ordinal)}");

        otherTenant.Status.ShouldBe(HttpStatusCode.NotFound);
        otherTenant.Body!.ToJsonString().ShouldBe(otherCaller.Body!.ToJsonString());
        none.Body!.ToJsonString().Replace("task-9", "task-1", StringComparison.Ordinal)
            .ShouldBe(otherCaller.Body.ToJsonString());
    }

    [Theory]
    [InlineData("""["text/plain"]""", "text", "data")]
    [InlineData("""["application/json"]""", "data", "text")]
    public async Task OutputModes_Accepted_LimitWhatIsSaid(string modes, string kept, string left)
    {
        var (_, body) = await server.PostAsync(
            "/a2a/message:send", $$"""{"message":{{Message}},"configuration":{"acceptedOutputModes":{{modes}} } }""");

        var parts = body!["task"]!["status"]!["message"]!["parts"]!.AsArray();
        parts.ShouldAllBe(part => part!.AsObject().ContainsKey(kept) && !part.AsObject().ContainsKey(left));
        (body["task"]!["artifacts"] is null).ShouldBe(kept == "text");
    }

    [Fact]
    public async Task OutputModes_ThatKaosDoesNotSpeak_AreRefusedBeforeAnythingIsDone()
    {
        var (status, body) = await server.PostAsync(
            "/a2a/message:send",
            $$"""{"message":{{Message}},"configuration":{"acceptedOutputModes":["image/png"]} }""");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["error"]!["details"]![0]!["reason"]!.GetValue<string>().ShouldBe("CONTENT_TYPE_NOT_SUPPORTED");
        server.Desk.Calls.ShouldNotContain(static call => call.Verb == "say");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("99", 2)]
    public async Task HistoryLength_Asked_LimitsSendGetAndList(string length, int expected)
    {
        var (_, sent) = await server.PostAsync(
            "/a2a/message:send", $$"""{"message":{{Message}},"configuration":{"historyLength":{{length}} } }""");
        var (_, got) = await server.GetAsync($"/a2a/tasks/task-1?historyLength={length}");
        var (_, listed) = await server.GetAsync($"/a2a/tasks?historyLength={length}");

        foreach (var task in new[] { sent!["task"], got, listed!["tasks"]![0] })
        {
            (task!["history"]?.AsArray().Count ?? 0).ShouldBe(expected);
        }

        (await server.GetAsync("/a2a/tasks/task-1?historyLength=-1")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task List_WithEveryFilter_AsksTheDeskForExactlyThat()
    {
        await server.GetAsync(
            "/a2a/shop/tasks?contextId=ctx-1&status=TASK_STATE_CANCELED&pageSize=7&pageToken=abc&statusTimestampAfter=2026-03-01T03:16:00.000Z");

        var filter = (TaskFilter)server.Desk.Calls.Single(static call => call.Verb == "tasks").What!;
        filter.ShouldBe(new TaskFilter("ctx-1", TaskStanding.Canceled, Samples.Start, 7, "abc", "shop"));
    }

    [Theory]
    [InlineData("pageSize=0")]
    [InlineData("pageSize=101")]
    [InlineData("status=TASK_STATE_NEVER")]
    [InlineData("historyLength=-1")]
    [InlineData("statusTimestampAfter=yesterday")]
    public async Task List_WithASenselessFilter_IsRefused(string query)
    {
        var (status, body) = await server.GetAsync($"/a2a/tasks?{query}");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["error"]!["status"]!.GetValue<string>().ShouldBe("INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData("TASK_STATE_SUBMITTED")]
    [InlineData("TASK_STATE_REJECTED")]
    [InlineData("TASK_STATE_AUTH_REQUIRED")]
    public async Task List_OfAStateThatNoTaskIsEverIn_IsEmpty(string state)
    {
        var (_, body) = await server.GetAsync($"/a2a/tasks?status={state}");

        body!.ToJsonString().ShouldBe("""{"tasks":[],"nextPageToken":"","pageSize":50,"totalSize":0}""");
    }

    [Fact]
    public async Task List_WithoutAskingForArtifacts_HasNoSuchMember()
    {
        var (_, plain) = await server.GetAsync("/a2a/tasks");
        var (_, full) = await server.GetAsync("/a2a/tasks?includeArtifacts=true");

        plain!["tasks"]![0]!.AsObject().ContainsKey("artifacts").ShouldBeFalse();
        full!["tasks"]![0]!["artifacts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Message_ToATaskOfAnother_IsNotFoundAndNotSaid()
    {
        var (status, body) = await server.SendAsync(
            HttpMethod.Post, "/a2a/message:send",
            """{"message":{"messageId":"m2","taskId":"task-1","role":"ROLE_USER","parts":[{"text":"go"}]}}""",
            EdgeServer.BobKey);

        status.ShouldBe(HttpStatusCode.NotFound);
        body!["error"]!["details"]![0]!["reason"]!.GetValue<string>().ShouldBe("TASK_NOT_FOUND");
        server.Desk.Calls.ShouldNotContain(static call => call.Verb == "say");
    }

    [Fact]
    public async Task Subscription_ByPost_IsTheSameAsByGet()
    {
        Session.Add(new SessionEnded(SessionOutcome.Declined, "No."));
        using var get = await SubscribeAsync(HttpMethod.Get);
        using var post = await SubscribeAsync(HttpMethod.Post);

        var frames = (await get.RestAsync(Token)).Select(static frame => frame.Data!.ToJsonString()).ToList();

        frames.ShouldNotBeEmpty();
        (await post.RestAsync(Token)).Select(static frame => frame.Data!.ToJsonString()).ShouldBe(frames);
    }

    private static string Comparable(JsonNode? node)
    {
        var copy = node?.DeepClone();
        copy?.AsObject().Remove("signatures");
        return copy?.ToJsonString() ?? "null";
    }

    private async Task<JsonNode> RpcAsync(string method, string parameters) =>
        (await server.PostAsync("/a2a",
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""")).Body!;

    private Task<SseReader> SubscribeAsync(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, "/a2a/tasks/task-1:subscribe");
        request.Headers.Add("Last-Event-ID", "2");
        return SseReader.OpenAsync(server.Http, request, Token);
    }
}
