using System.Threading.Channels;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Server;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_OfATask_BeginsWithItAndClosesAtTheEnd()
    {
        await using var host = await A2ATestHost.StartAsync(Steps("a", "b"));

        await using var stream = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));

        (await stream.RestAsync()).ShouldBe(
            ["task:SUBMITTED", "status:WORKING", "artifact:a", "artifact:b", "status:COMPLETED"]);
    }

    [Fact]
    public async Task Stream_OverHttpJson_HasBareEvents()
    {
        await using var host = await A2ATestHost.StartAsync(Steps());

        using var response = await host.PostAsync("/acme/message:stream", A2ATestHost.Say("hi"));
        await using var stream = await SseReader.OpenAsync(response);

        response.Content.Headers.ContentType?.ToString().ShouldBe("text/event-stream");
        (await stream.RestAsync()).ShouldBe(["task:SUBMITTED", "status:WORKING", "status:COMPLETED"]);
    }

    [Fact]
    public async Task Stream_OfADirectMessage_HasExactlyOneEvent()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = (_, queue, token) => queue.EnqueueAsync(
                new Message { MessageId = "r", Role = Role.Agent, Parts = [Part.FromText("pong")] }, token).AsTask(),
        });

        await using var stream = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));

        (await stream.RestAsync()).ShouldBe(["message:pong"]);
    }

    [Fact]
    public async Task Stream_InputRequired_ClosesTheSenderButNotTheSubscriber()
    {
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = (context, queue, token) =>
            {
                var updater = new TaskUpdater(queue, context);
                return context.IsContinuation
                    ? updater.CompleteAsync(token).AsTask()
                    : updater.RequireInputAsync(updater.Say("q", Part.FromText("Which?")), token).AsTask();
            },
        });
        await using var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("one"));
        var task = (await sender.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString()!;

        (await sender.RestAsync()).ShouldBe(["status:INPUT_REQUIRED"]);
        await using var subscriber = await host.StreamAsync("SubscribeToTask", $$"""{"id":"{{task}}"}""");
        SseReader.Short((await subscriber.NextAsync())!.Value).ShouldBe("task:INPUT_REQUIRED");
        await using var second = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("two", task));

        (await second.RestAsync()).ShouldBe(["task:INPUT_REQUIRED", "status:COMPLETED"]);
        (await subscriber.RestAsync()).ShouldBe(["status:COMPLETED"]);
    }

    [Fact]
    public async Task Stream_AuthRequired_StaysOpenUntilTheEnd()
    {
        var provided = new TaskCompletionSource();
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                var updater = new TaskUpdater(queue, context);
                await updater.RequireAuthAsync(updater.Say("a", Part.FromText("Sign in.")), token);
                await provided.Task.WaitAsync(token);
                await updater.CompleteAsync(token);
            },
        });
        await using var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("one"));
        await sender.NextAsync();
        SseReader.Short((await sender.NextAsync())!.Value).ShouldBe("status:AUTH_REQUIRED");

        provided.SetResult();

        (await sender.RestAsync()).ShouldBe(["status:COMPLETED"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Subscribers_Several_SeeTheSameEventsAfterTheirSnapshot(string method)
    {
        var steps = Channel.CreateUnbounded<string>();
        await using var host = await A2ATestHost.StartAsync(Steps(steps.Reader));
        await using var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));
        var task = (await sender.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString()!;
        await sender.NextAsync();

        using var response = await host.SendAsync(new HttpMethod(method), $"/tasks/{task}:subscribe");
        await using var early = await SseReader.OpenAsync(response);
        SseReader.Short((await early.NextAsync())!.Value).ShouldBe("task:WORKING");
        steps.Writer.TryWrite("a");
        SseReader.Short((await early.NextAsync())!.Value).ShouldBe("artifact:a");
        await using var late = await host.StreamAsync("SubscribeToTask", $$"""{"id":"{{task}}"}""");
        var snapshot = (await late.NextAsync())!.Value;
        steps.Writer.TryWrite("b");
        steps.Writer.Complete();

        snapshot.GetProperty("task").GetProperty("artifacts").GetArrayLength().ShouldBe(1);
        (await early.RestAsync()).ShouldBe(["artifact:b", "status:COMPLETED"]);
        (await late.RestAsync()).ShouldBe(["artifact:b", "status:COMPLETED"]);
        (await sender.RestAsync()).ShouldBe(["artifact:a", "artifact:b", "status:COMPLETED"]);
    }

    [Fact]
    public async Task Subscribers_Fifty_SeeAllEventsInTheSameOrder()
    {
        const int Subscribers = 50;
        var steps = Channel.CreateUnbounded<string>();
        await using var host = await A2ATestHost.StartAsync(Steps(steps.Reader));
        await using var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));
        var task = (await sender.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString()!;
        var subscribers = await Task.WhenAll(Enumerable.Range(0, Subscribers).Select(async _ =>
        {
            var one = await host.StreamAsync("SubscribeToTask", $$"""{"id":"{{task}}"}""");
            await one.NextAsync();
            return one;
        }));

        for (var step = 0; step < 200; step++)
        {
            steps.Writer.TryWrite("e" + step.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        steps.Writer.Complete();
        var seen = await Task.WhenAll(subscribers.Select(one => one.RestAsync()));

        foreach (var one in seen)
        {
            one.Where(item => item.StartsWith("artifact:", StringComparison.Ordinal)).Count().ShouldBe(200);
            one.TakeLast(201).ShouldBe(seen[0].TakeLast(201));
        }

        foreach (var one in subscribers)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task Client_GoesAway_TheTaskGoesOn()
    {
        var steps = Channel.CreateUnbounded<string>();
        await using var host = await A2ATestHost.StartAsync(Steps(steps.Reader));
        var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));
        var task = (await sender.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString()!;
        await sender.DisposeAsync();

        await using var subscriber = await host.StreamAsync("SubscribeToTask", $$"""{"id":"{{task}}"}""");
        await subscriber.NextAsync();
        steps.Writer.TryWrite("after");
        steps.Writer.Complete();

        (await subscriber.RestAsync()).TakeLast(2).ShouldBe(["artifact:after", "status:COMPLETED"]);
    }

    [Fact]
    public async Task Subscribe_ToATerminalTask_IsAPlainError()
    {
        await using var host = await A2ATestHost.StartAsync();
        var sent = await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"));
        var task = sent.GetProperty("result").GetProperty("task").GetProperty("id").GetString()!;

        using var rest = await host.SendAsync(HttpMethod.Get, $"/tasks/{task}:subscribe");

        ((int)rest.StatusCode).ShouldBe(400);
        (await A2ATestHost.JsonAsync(rest)).GetRawText().ShouldContain("UNSUPPORTED_OPERATION");
    }

    [Fact]
    public async Task Stream_InSilence_SendsComments()
    {
        var steps = Channel.CreateUnbounded<string>();
        await using var host = await A2ATestHost.StartAsync(
            Steps(steps.Reader), configure: options => options.KeepAlive = TimeSpan.FromMilliseconds(20));
        using var response = await host.PostAsync("/message:stream", A2ATestHost.Say("hi"));
        using var reader = new StreamReader(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        string? line;
        do
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && line != ": keep-alive");
        steps.Writer.Complete();

        line.ShouldBe(": keep-alive");
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("TASK_STATE_COMPLETED");
    }

    [Fact]
    public async Task Stream_WithALateFirstEvent_OpensWithACommentAndThenTellsItAll()
    {
        var begin = new TaskCompletionSource();
        await using var host = await A2ATestHost.StartAsync(
            new AgentScript
            {
                Execute = async (context, queue, token) =>
                {
                    await begin.Task.WaitAsync(token);
                    await new TaskUpdater(queue, context).CompleteAsync(token);
                },
            },
            configure: options => options.KeepAlive = TimeSpan.FromMilliseconds(20));

        using var response = await host.PostAsync("/message:stream", A2ATestHost.Say("hi"));
        begin.SetResult();
        await using var stream = await SseReader.OpenAsync(response);

        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        (await stream.RestAsync()).ShouldBe(["task:SUBMITTED", "status:COMPLETED"]);
    }

    [Fact]
    public async Task Host_Stopping_EndsOpenStreamsWithoutComplaint()
    {
        var host = await A2ATestHost.StartAsync(Steps(Channel.CreateUnbounded<string>().Reader));
        await using var stream = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));
        await stream.NextAsync();

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        host.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_OfATaskAtWork_StopsItForEverybody()
    {
        var stopped = new TaskCompletionSource();
        await using var host = await A2ATestHost.StartAsync(new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                await using var onCancel = token.Register(() => stopped.TrySetResult());
                await new TaskUpdater(queue, context).StartWorkAsync(token);
                await stopped.Task;
            },
        });
        await using var sender = await host.StreamAsync("SendStreamingMessage", A2ATestHost.Say("hi"));
        var task = (await sender.NextAsync())!.Value.GetProperty("task").GetProperty("id").GetString()!;

        var canceled = await host.RpcAsync("CancelTask", $$"""{"id":"{{task}}"}""");
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        var again = await host.RpcAsync("CancelTask", $$"""{"id":"{{task}}"}""");

        canceled.GetProperty("result").GetProperty("status").GetProperty("state").GetString()
            .ShouldBe("TASK_STATE_CANCELED");
        again.TryGetProperty("result", out _).ShouldBeTrue();
        (await sender.RestAsync())[^1].ShouldBe("status:CANCELED");
    }

    [Fact]
    public async Task Cancel_OfACompletedTask_IsNotCancelable()
    {
        await using var host = await A2ATestHost.StartAsync();
        var sent = await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"));
        var task = sent.GetProperty("result").GetProperty("task").GetProperty("id").GetString()!;

        using var rest = await host.PostAsync($"/tasks/{task}:cancel", "{}");

        ((int)rest.StatusCode).ShouldBe(400);
        (await A2ATestHost.JsonAsync(rest)).GetRawText().ShouldContain("TASK_NOT_CANCELABLE");
    }

    [Fact]
    public async Task Subscriber_FarBehind_IsCutOffWithAnErrorWhileOthersGoOn()
    {
        var slow = new StreamObserver(capacity: 2, closesOnInputRequired: false);
        var update = new SharedEvent(new TaskStatusUpdateEvent
        {
            TaskId = "t",
            ContextId = "c",
            Status = new TaskStatus { State = TaskState.Working },
        });

        for (var step = 0; step < 3; step++)
        {
            slow.OnEvent(update, TaskState.Working);
        }

        var seen = 0;
        await Should.ThrowAsync<A2AException>(async () =>
        {
            await foreach (var _ in slow.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                seen++;
            }
        });
        seen.ShouldBe(2);
    }

    private static AgentScript Steps(params string[] artifacts)
    {
        var channel = Channel.CreateUnbounded<string>();
        foreach (var artifact in artifacts)
        {
            channel.Writer.TryWrite(artifact);
        }

        channel.Writer.Complete();
        return Steps(channel.Reader);
    }

    /// <summary>
    /// Works, makes one artifact for each step that it is told, and completes when there are no more.
    /// </summary>
    private static AgentScript Steps(ChannelReader<string> steps) => new()
    {
        Execute = async (context, queue, token) =>
        {
            var updater = new TaskUpdater(queue, context);
            await updater.StartWorkAsync(token);
            await foreach (var text in steps.ReadAllAsync(token))
            {
                await updater.AddArtifactAsync(
                    new Artifact { ArtifactId = text, Parts = [Part.FromText(text)] }, token);
            }

            await updater.CompleteAsync(token);
        },
    };
}
