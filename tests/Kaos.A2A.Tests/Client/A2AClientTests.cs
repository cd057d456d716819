using Kaos.A2A.Client;
using Kaos.A2A.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A.Tests.Client;

public sealed class A2AClientTests
{
    public static TheoryData<string, string> Bindings => new()
    {
        { ProtocolBindings.JsonRpc, "/rpc" },
        { ProtocolBindings.HttpJson, "" },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Client_ThroughATask_SeesItsWholeLife(string binding, string path)
    {
        await using var host = await A2ATestHost.StartAsync(AskThenComplete());
        var client = Client(host, binding, path);
        var token = TestContext.Current.CancellationToken;

        var open = (await client.SendMessageAsync(Say("one"), token)).Task!;
        await using var subscription = client.SubscribeToTaskAsync(new() { Id = open.Id }, cancellationToken: token)
            .GetAsyncEnumerator(token);
        await subscription.MoveNextAsync();
        subscription.Current.Response.Task!.Status.State.ShouldBe(TaskState.InputRequired);
        var streamed = await client.SendStreamingMessageAsync(Say("two", open.Id), token).ToListAsync(token);
        var list = await client.ListTasksAsync(
            new() { Status = TaskState.Completed, IncludeArtifacts = true, StatusTimestampAfter = DateTimeOffset.UnixEpoch }, token);
        var got = await client.GetTaskAsync(new() { Id = open.Id, HistoryLength = 1 }, token);

        streamed.Select(item => item.Response.PayloadCase).ShouldBe(
            [StreamResponseCase.Task, StreamResponseCase.ArtifactUpdate, StreamResponseCase.StatusUpdate]);
        (await subscription.MoveNextAsync()).ShouldBeTrue();
        subscription.Current.Response.ArtifactUpdate!.Artifact.Parts[0].Raw.ShouldBe([1, 2, 3]);
        list.Tasks.ShouldHaveSingleItem().Artifacts.ShouldNotBeNull();
        got.History.ShouldHaveSingleItem().MessageId.ShouldBe("m-two");
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Client_Errors_AreTheCodesOfTheTable(string binding, string path)
    {
        await using var host = await A2ATestHost.StartAsync();
        var client = Client(host, binding, path);
        var token = TestContext.Current.CancellationToken;
        var done = (await client.SendMessageAsync(Say("one"), token)).Task!;

        var unknown = await Should.ThrowAsync<A2AException>(() => client.GetTaskAsync(new() { Id = "a:b/ü" }, token));
        var over = await Should.ThrowAsync<A2AException>(() => client.CancelTaskAsync(new() { Id = done.Id }, token));
        var invalid = await Should.ThrowAsync<A2AException>(() => client.ListTasksAsync(new() { PageSize = 0 }, token));
        var closed = await Should.ThrowAsync<A2AException>(async () =>
            await client.SubscribeToTaskAsync(new() { Id = done.Id }, cancellationToken: token).ToListAsync(token));

        unknown.Code.ShouldBe(A2AErrorCode.TaskNotFound);
        over.Code.ShouldBe(A2AErrorCode.TaskNotCancelable);
        invalid.Code.ShouldBe(A2AErrorCode.InvalidParams);
        closed.Code.ShouldBe(A2AErrorCode.UnsupportedOperation);
    }

    [Fact]
    public async Task Connect_ReadsTheCardAndPicksAnInterface()
    {
        await using var host = await A2ATestHost.StartAsync();

        var card = await A2AClient.GetCardAsync(
            host.Client, host.Client.BaseAddress!, TestContext.Current.CancellationToken);

        A2AJson.Serialize(card).ShouldBe(A2AJson.Serialize(A2ATestHost.Card));
    }

    private static A2AClient Client(A2ATestHost host, string binding, string path) => new(
        host.Client, new AgentInterface
        {
            Url = host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path,
            ProtocolBinding = binding,
            ProtocolVersion = ProtocolVersions.V1,
            Tenant = "acme",
        });

    private static SendMessageRequest Say(string text, string? taskId = null) => new()
    {
        Message =
            new Message { MessageId = "m-" + text, Role = Role.User, TaskId = taskId, Parts = [Part.FromText(text)] },
    };

    private static AgentScript AskThenComplete() => new()
    {
        Execute = async (context, queue, token) =>
        {
            var updater = new TaskUpdater(queue, context);
            if (!context.IsContinuation)
            {
                await updater.RequireInputAsync(updater.Say("q", Part.FromText("Which?")), token);
                return;
            }

            await updater.AddArtifactAsync(new Artifact { ArtifactId = "a", Parts = [Part.FromRaw([1, 2, 3])] }, token);
            await updater.CompleteAsync(token);
        },
    };
}
