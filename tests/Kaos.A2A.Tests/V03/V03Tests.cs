using System.Text.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.V03;

public sealed class V03Tests
{
    private const string Say =
        """{"message":{"kind":"message","messageId":"m","role":"user","parts":[{"kind":"text","text":"hi"}]}}""";

    [Fact]
    public async Task Send_WithoutAVersion_AnswersABareTaskOfTheOldKind()
    {
        await using var host = await HostAsync();

        var task = (await host.RpcAsync("message/send", Say, version: null)).GetProperty("result");

        task.GetProperty("kind").GetString().ShouldBe("task");
        task.GetProperty("status").GetProperty("state").GetString().ShouldBe("completed");
        task.GetProperty("history")[0].GetRawText().ShouldContain("\"role\":\"user\"");
        task.GetProperty("history")[0].GetProperty("parts")[0].GetRawText().ShouldBe("""{"kind":"text","text":"hi"}""");
    }

    [Fact]
    public async Task Stream_OfATask_EndsWithFinal()
    {
        await using var host = await HostAsync();
        using var response = await host.PostAsync(
            "/rpc", $$"""{"jsonrpc":"2.0","id":"s","method":"message/stream","params":{{Say}}}""", version: "0.3");
        await using var stream = await SseReader.OpenAsync(response);

        var events = new List<JsonElement>();
        while (await stream.NextAsync() is { } item)
        {
            events.Add(item);
        }

        events.Select(item => item.GetProperty("kind").GetString())
            .ShouldBe(["task", "status-update", "artifact-update", "status-update"]);
        events[1].GetProperty("final").GetBoolean().ShouldBeFalse();
        events[3].GetProperty("final").GetBoolean().ShouldBeTrue();
        var parts = events[2].GetProperty("artifact").GetProperty("parts");
        parts[0].GetRawText()
            .ShouldBe("""{"kind":"file","file":{"bytes":"AQI=","name":"f.txt","mimeType":"text/plain"}}""");
        parts[1].GetRawText().ShouldBe("""{"kind":"data","data":{"value":[1]}}""");
    }

    [Fact]
    public async Task Methods_OfTheOtherVersion_AreNotFound()
    {
        await using var host = await HostAsync();

        var oldName = await host.RpcAsync("message/send", Say, version: "1.0");
        var newName = await host.RpcAsync("ListTasks", "{}", version: null);
        var newNameAsOld = await host.RpcAsync("ListTasks", "{}", version: "0.3");

        foreach (var reply in (JsonElement[])[oldName, newName, newNameAsOld])
        {
            reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32601);
        }
    }

    [Fact]
    public async Task PushConfigs_OfTheOldShape_ComeBackInIt()
    {
        await using var host = await HostAsync();
        var task = (await host.RpcAsync("message/send", Say, "0.3")).GetProperty("result").GetProperty("id")
            .GetString();

        var set = await host.RpcAsync("tasks/pushNotificationConfig/set", $$$$"""
            {"taskId":"{{{{task}}}}","pushNotificationConfig":{"id":"c1","url":"https://example.com/h",
             "authentication":{"schemes":["Bearer","Basic"],"credentials":"x"}}}
            """, "0.3");
        var got = await host.RpcAsync(
            "tasks/pushNotificationConfig/get", $$"""{"id":"{{task}}","pushNotificationConfigId":"c1"}""", "0.3");
        var list = await host.RpcAsync("tasks/pushNotificationConfig/list", $$"""{"id":"{{task}}"}""", "0.3");
        var deleted = await host.RpcAsync(
            "tasks/pushNotificationConfig/delete", $$"""{"id":"{{task}}","pushNotificationConfigId":"c1"}""", "0.3");

        var config = set.GetProperty("result").GetProperty("pushNotificationConfig");
        config.GetProperty("authentication").GetRawText().ShouldBe("""{"schemes":["Bearer"],"credentials":"x"}""");
        got.GetProperty("result").GetRawText().ShouldBe(set.GetProperty("result").GetRawText());
        list.GetProperty("result").GetArrayLength().ShouldBe(1);
        deleted.GetProperty("result").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Resubscribe_ToAnUnknownTask_AnswersTheErrorAsAStream()
    {
        await using var host = await HostAsync();

        using var response = await host.PostAsync(
            "/rpc", """{"jsonrpc":"2.0","id":"s","method":"tasks/resubscribe","params":{"id":"nope"}}""",
            version: "0.3");
        await using var stream = await SseReader.OpenAsync(response);

        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        (await stream.NextAsync())!.Value.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32001);
    }

    [Fact]
    public async Task Send_NotBlocking_ReturnsAtOnce()
    {
        await using var host = await A2ATestHost.StartAsync(
            new AgentScript
            {
                Execute = async (context, queue, token) =>
                {
                    await new TaskUpdater(queue, context).StartWorkAsync(token);
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                },
            },
            configure: options => options.V03 = true);

        var task = await host.RpcAsync("message/send", Say[..^1] + ",\"configuration\":{\"blocking\":false}}", "0.3");

        task.GetProperty("result").GetProperty("status").GetProperty("state").GetString()
            .ShouldBeOneOf("submitted", "working");
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("0.3", false, true)]
    [InlineData("1.0", true, false)]
    public async Task Card_ByVersion_HasTheMembersOfItsReaders(string? version, bool hasNew, bool hasOld)
    {
        var card = A2ATestHost.Card with
        {
            SupportedInterfaces =
            [
                .. A2ATestHost.Card.SupportedInterfaces,
                new() { Url = "http://127.0.0.1/rpc", ProtocolBinding = ProtocolBindings.JsonRpc, ProtocolVersion = "0.3" },
            ],
            SecuritySchemes = new Dictionary<string, SecurityScheme>
            {
                ["key"] = new() { ApiKeySecurityScheme = new() { Location = "header", Name = "X-Key" } },
            },
            SecurityRequirements =
            [
                new() { Schemes = new Dictionary<string, StringList> { ["key"] = new() { List = ["read"] } } },
            ],
        };
        await using var host = await A2ATestHost.StartAsync(card: card, configure: options => options.V03 = true);

        using var response = await host.SendAsync(HttpMethod.Get, "/.well-known/agent-card.json", version);

        var json = await A2ATestHost.JsonAsync(response);
        json.TryGetProperty("supportedInterfaces", out _).ShouldBe(hasNew);
        json.GetProperty("securitySchemes").GetProperty("key").TryGetProperty("apiKeySecurityScheme", out _)
            .ShouldBe(hasNew);
        json.TryGetProperty("url", out _).ShouldBe(hasOld);
        json.TryGetProperty("preferredTransport", out _).ShouldBe(hasOld);
        if (hasOld)
        {
            json.GetProperty("protocolVersion").GetString().ShouldBe("0.3.0");
            json.GetProperty("security").GetRawText().ShouldBe("""[{"key":["read"]}]""");
            var scheme = json.GetProperty("securitySchemes").GetProperty("key");
            scheme.GetProperty("type").GetString().ShouldBe("apiKey");
            scheme.GetProperty("in").GetString().ShouldBe("header");
        }
    }

    private static Task<A2ATestHost> HostAsync() => A2ATestHost.StartAsync(
        new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                var updater = new TaskUpdater(queue, context);
                await updater.StartWorkAsync(token);
                await updater.AddArtifactAsync(
                    new Artifact
                    {
                        ArtifactId = "a",
                        Parts = [Part.FromRaw([1, 2], "text/plain", "f.txt"), Part.FromData(JsonElement.Parse("[1]"))],
                    },
                    token);
                await updater.CompleteAsync(token);
            },
        },
        configure: options => options.V03 = true);
}
