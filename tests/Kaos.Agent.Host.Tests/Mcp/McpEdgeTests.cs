using System.Net;
using System.Text.Json;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Kaos.Agent.Host.Tests.Mcp;

/// <summary>The MCP edge over real HTTP, asked by the client of the library.</summary>
public sealed class McpEdgeTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private static readonly (string, string) Accept = ("Accept", "application/json, text/event-stream");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_Listed_AreTheVerbsOfTheDesk()
    {
        await using var server = await EdgeServer.StartAsync();
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        var tools = await client.ListToolsAsync(cancellationToken: Token);

        tools.Select(tool => tool.Name).ShouldBe(["kaos_ask", "kaos_choose", "kaos_approve", "kaos_status"]);
        tools.ShouldAllBe(tool =>
            tool.Description!.Length > 20 && tool.JsonSchema.GetProperty("type").GetString() == "object");
        client.ServerInfo!.Name.ShouldBe("kaos");
        client.ServerInstructions!.ShouldContain("approved");
    }

    [Fact]
    public async Task Ask_IsASayingOfTheCaller_AndItsAnswerComesAsWordsAndData()
    {
        await using var server = await EdgeServer.StartAsync();
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        var result = await CallAsync(
            client, "kaos_ask", ("text", "how many pods?"), ("contextId", "c1"), ("messageId", "m1"));

        result.IsError.ShouldNotBe(true);
        Words(result).ShouldBe("hello");
        result.StructuredContent!.Value.GetProperty("contextId").GetString().ShouldBe("c1");
        var call = server.Desk.Calls.ShouldHaveSingleItem();
        (call.Caller.Name, call.Caller.Kind).ShouldBe(("alice", PrincipalKind.Person));
        call.What.ShouldBe(new Saying("m1", "c1", null, "how many pods?"));
    }

    [Fact]
    public async Task Ask_ThatIsAnsweredInATask_TellsTheAnswerToThisMessage()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.OnSay = (_, caller) =>
        {
            var session = server.Desk.Session("ses-1");
            session.Add(new Answered("t1", "an older answer"));
            var version = session.Add(
                new MessageReceived("t1", caller, "m2", "why?"), new Answered("t1", "because of the cache"));
            session.Add(new Answered("t1", "a later one"));
            return new Reply.Task("c1", "t1", "ses-1", version);
        };
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        var result = await CallAsync(client, "kaos_ask", ("text", "why?"), ("taskId", "t1"));

        Words(result).ShouldBe("because of the cache");
        result.StructuredContent!.Value.GetProperty("sessionId").GetString().ShouldBe("ses-1");
    }

    [Fact]
    public async Task ChooseAndApprove_AreCommandsOfTheDesk_AndARetryIsRecognisable()
    {
        await using var server = await EdgeServer.StartAsync();
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        (await CallAsync(client, "kaos_choose", ("sessionId", "ses-1"), ("optionId", "scale"),
            ("commandId", "once"))).IsError.ShouldNotBe(true);
        (await CallAsync(client, "kaos_approve", ("planHash", "p1"), ("decision", "override"),
            ("reason", "now"))).IsError.ShouldNotBe(true);

        server.Desk.Calls.Select(call => (call.Verb, call.What)).ShouldBe(
            [("choose", ("ses-1", "scale")), ("decide", ("p1", PlanDecision.Override, (string?)"now"))]);
        server.Desk.Calls.First().CommandId.ShouldBe("mcp/person:alice/once");
    }

    [Fact]
    public async Task Refusal_IsAnErrorOfTheToolWithCodeReasonAndNextStep()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.Refusal = new Problem(ProblemCode.Forbidden, "Only a person decides.", "Ask one.");
        await using var client = await ConnectAsync(server, EdgeServer.BobKey);

        var result = await CallAsync(client, "kaos_approve", ("planHash", "p1"), ("decision", "approve"));

        result.IsError.ShouldBe(true);
        Words(result).ShouldBe("Only a person decides. Ask one.");
        result.StructuredContent!.Value.GetProperty("code").GetString().ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("kaos_ask", "text", null, "'text' is missing.")]
    [InlineData("kaos_approve", "reason", "now", "'decision' is missing.")]
    [InlineData("kaos_approve", "decision", "expire", "'decision' is one of")]
    [InlineData("kaos_status", "sessionId", "ses-404", "There is no session 'ses-404'.")]
    public async Task Arguments_ThatDoNotFit_AreToldToTheModel(string tool, string name, string? value, string why)
    {
        await using var server = await EdgeServer.StartAsync();
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        var result = await CallAsync(client, tool, value is null ? [] : [(name, value), ("planHash", "p1")]);

        result.IsError.ShouldBe(true);
        Words(result).ShouldContain(why);
    }

    [Fact]
    public async Task UnknownTool_IsAnErrorOfTheProtocol()
    {
        await using var server = await EdgeServer.StartAsync();
        await using var client = await ConnectAsync(server, EdgeServer.AliceKey);

        (await Should.ThrowAsync<McpProtocolException>(() => CallAsync(client, "kubectl_delete"))).Message.ShouldContain("kubectl_delete");
    }

    [Fact]
    public async Task Stranger_IsRefusedBeforeAnythingIsRead()
    {
        await using var server = await EdgeServer.StartAsync(("Auth:Loopback", "off"));

        (await server.SendAsync(HttpMethod.Post, "/mcp", Initialize, null, Accept)).Status.ShouldBe(
            HttpStatusCode.Unauthorized);
        (await server.SendAsync(HttpMethod.Post, "/mcp", Initialize, "guessed", Accept)).Status.ShouldBe(
            HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "application/json, text/event-stream",
        HttpStatusCode.Accepted)]
    [InlineData(Initialize, "application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("nonsense", "application/json, text/event-stream", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json, text/event-stream", HttpStatusCode.BadRequest)]
    public async Task Post_IsAnsweredAsTheSpecificationAsks(string body, string accept, HttpStatusCode status)
    {
        await using var server = await EdgeServer.StartAsync();

        (await server.SendAsync(HttpMethod.Post, "/mcp", body, EdgeServer.AliceKey,
            ("Accept", accept))).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Sessions_AreNotKept_SoThereIsNothingToListenToOrEnd(string method)
    {
        await using var server = await EdgeServer.StartAsync();

        (await server.SendAsync(new HttpMethod(method), "/mcp", null, EdgeServer.AliceKey, Accept)).Status.ShouldBe(
            HttpStatusCode.MethodNotAllowed);
    }

    private static async Task<McpClient> ConnectAsync(EdgeServer server, string key)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(server.Http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        return await McpClient.CreateAsync(new HttpClientTransport(options), cancellationToken: Token);
    }

    private static async Task<CallToolResult> CallAsync(
        McpClient client, string tool, params (string Name, string Value)[] arguments) =>
        await client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = tool,
                Arguments = arguments.ToDictionary(one =>
                    one.Name, one => JsonSerializer.SerializeToElement(one.Value, McpJsonUtilities.DefaultOptions)),
            },
            Token);

    private static string Words(CallToolResult result) =>
        result.Content.OfType<TextContentBlock>().ShouldHaveSingleItem().Text;
}
