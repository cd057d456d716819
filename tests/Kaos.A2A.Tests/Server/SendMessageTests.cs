using System.Text.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Server;

public sealed class SendMessageTests
{
    [Fact]
    public async Task Send_Blocking_WaitsForTheEndAndHasAllArtifacts()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                var updater = new TaskUpdater(queue, context);
                await updater.StartWorkAsync(token);
                await updater.AddArtifactAsync(Text("a", "one"), token, lastChunk: false);
                await updater.AddArtifactAsync(Text("a", "two"), token, append: true);
                await updater.CompleteAsync(token);
            },
        });

        var task = (await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"))).GetProperty("result")
            .GetProperty("task");

        State(task).ShouldBe("TASK_STATE_COMPLETED");
        task.GetProperty("artifacts")[0].GetProperty("parts").GetArrayLength().ShouldBe(2);
        task.GetProperty("contextId").GetString().ShouldNotBeNullOrEmpty();
        task.GetProperty("status").GetProperty("timestamp")
            .GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Fact]
    public async Task Send_ReturnImmediately_ShowsTheTaskAtWork()
    {
        var finish = new TaskCompletionSource();
        await using var host = await A2ATestHost.StartAsync(Working(finish.Task));

        var task = (await host.RpcAsync("SendMessage",
            A2ATestHost.Say("hi", configuration: """{"returnImmediately":true}""")))
            .GetProperty("result").GetProperty("task");
        await using var stream = await host.StreamAsync("SubscribeToTask", $$"""{"id":"{{Id(task)}}"}""");
        await stream.NextAsync();
        finish.SetResult();

        State(task).ShouldBeOneOf("TASK_STATE_SUBMITTED", "TASK_STATE_WORKING");
        (await stream.RestAsync())[^1].ShouldBe("status:COMPLETED");
    }

    [Fact]
    public async Task Send_DirectMessage_IsWrappedAndHasTheContext()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = (context, queue, token) => queue.EnqueueAsync(
                new Message { MessageId = "r", Role = Role.Agent, Parts = [Part.FromText("pong")] }, token).AsTask(),
        });

        var result = (await host.RpcAsync("SendMessage", A2ATestHost.Say("ping", contextId: "ctx-1")))
            .GetProperty("result");

        result.GetProperty("message").GetProperty("contextId").GetString().ShouldBe("ctx-1");
        result.GetProperty("message").TryGetProperty("taskId", out _).ShouldBeFalse();
        result.TryGetProperty("task", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("9", 2)]
    public async Task HistoryLength_CutsToTheNewest(string length, int expected)
    {
        await using var host = await A2ATestHost.StartAsync(AskThenComplete());
        var first = (await host.RpcAsync("SendMessage", A2ATestHost.Say("one"))).GetProperty("result")
            .GetProperty("task");

        var task = (await host.RpcAsync("SendMessage", A2ATestHost.Say(
            "two", Id(first),
            configuration: $$"""{"historyLength":{{length}}}"""))).GetProperty("result").GetProperty("task");
        var got = (await host.RpcAsync("GetTask", $$"""{"id":"{{Id(first)}}","historyLength":{{length}}}"""))
            .GetProperty("result");

        foreach (var seen in (JsonElement[])[task, got])
        {
            seen.TryGetProperty("history", out var history).ShouldBe(expected > 0);
            if (expected > 0)
            {
                history.GetArrayLength().ShouldBe(expected);
                history[expected - 1].GetProperty("messageId").GetString().ShouldBe("m-two");
            }
        }
    }

    [Fact]
    public async Task Routing_OfTaskAndContext_FollowsTheRules()
    {
        await using var host = await A2ATestHost.StartAsync(AskThenComplete());
        var open = (await host.RpcAsync("SendMessage", A2ATestHost.Say("one", contextId: "mine"))).GetProperty("result")
            .GetProperty("task");

        var unknown = await host.RpcAsync("SendMessage", A2ATestHost.Say("x", "no-such-task"));
        var foreign = await host.RpcAsync("SendMessage", A2ATestHost.Say("x", Id(open), "another-context"));
        var stranger = await host.RpcAsync("SendMessage", A2ATestHost.Say("x", Id(open)), caller: "mallory");
        var done = await host.RpcAsync("SendMessage", A2ATestHost.Say("two", Id(open)));
        var late = await host.RpcAsync("SendMessage", A2ATestHost.Say("three", Id(open)));

        open.GetProperty("contextId").GetString().ShouldBe("mine");
        Code(unknown).ShouldBe(-32001);
        Code(foreign).ShouldBe(-32602);
        stranger.GetProperty("error").GetRawText().ShouldBe(unknown.GetProperty("error").GetRawText());
        State(done.GetProperty("result").GetProperty("task")).ShouldBe("TASK_STATE_COMPLETED");
        Code(late).ShouldBe(-32004);
    }

    [Fact]
    public async Task Agent_BreaksDownAtWork_FailsTheTaskInOurWords()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                await new TaskUpdater(queue, context).StartWorkAsync(token);
                throw new InvalidOperationException("secret detail");
            },
        });

        var reply = await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"));

        State(reply.GetProperty("result").GetProperty("task")).ShouldBe("TASK_STATE_FAILED");
        reply.GetRawText().ShouldNotContain("secret detail");
    }

    [Fact]
    public async Task Agent_SaysNothing_IsAnInvalidAgentResponse()
    {
        await using var host = await A2ATestHost.StartAsync(
            new AgentScript { Execute = (_, _, _) => Task.CompletedTask });

        using var response = await host.PostAsync("/message:send", A2ATestHost.Say("hi"));

        ((int)response.StatusCode).ShouldBe(500);
        (await A2ATestHost.JsonAsync(response)).GetRawText().ShouldContain("INVALID_AGENT_RESPONSE");
    }

    [Fact]
    public async Task Part_DataNullAndBytes_SurviveTheRoundTrip()
    {
        await using var host = await A2ATestHost.StartAsync(configure: options => options.Card = _ =>
            A2ATestHost.Card with { DefaultInputModes = ["*/*"] });

        var reply = await host.RpcAsync("SendMessage", """
            {"message":{"messageId":"m","role":1,"unknown":{"a":1},"parts":[{"data":null},{"raw":"-_8"},{"data":[1,"ü"]}],
             "metadata":null}}
            """);

        var parts = reply.GetProperty("result").GetProperty("task").GetProperty("history")[0].GetProperty("parts");
        parts.GetRawText().ShouldBe("""[{"data":null},{"raw":"+/8="},{"data":[1,"ü"]}]""");
    }

    private static AgentScript AskThenComplete() => new()
    {
        Execute = (context, queue, token) =>
        {
            var updater = new TaskUpdater(queue, context);
            return context.IsContinuation
                ? updater.CompleteAsync(token).AsTask()
                : updater.RequireInputAsync(updater.Say("q", Part.FromText("Which?")), token).AsTask();
        },
    };

    private static AgentScript Working(Task finish) => new()
    {
        Execute = async (context, queue, token) =>
        {
            var updater = new TaskUpdater(queue, context);
            await updater.StartWorkAsync(token);
            await finish.WaitAsync(token);
            await updater.CompleteAsync(token);
        },
    };

    private static Artifact Text(string id, string text) => new() { ArtifactId = id, Parts = [Part.FromText(text)] };

    private static string Id(JsonElement task) => task.GetProperty("id").GetString()!;

    private static string State(JsonElement task) => task.GetProperty("status").GetProperty("state").GetString()!;

    private static int Code(JsonElement reply) => reply.GetProperty("error").GetProperty("code").GetInt32();
}
