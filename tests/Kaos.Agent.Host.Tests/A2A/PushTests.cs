using System.Net;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.A2A;

public sealed class PushTests : IAsyncLifetime
{
    private const string Configs = "/a2a/tasks/task-1/pushNotificationConfigs";

    private EdgeServer server = null!;

    private FakeSession Session => server.Desk.Session("ses-1");

    public async ValueTask InitializeAsync()
    {
        server = await EdgeServer.StartAsync(
            ("A2A:Push:AllowPrivate", "true"), ("A2A:Push:FirstPause", "00:00:00.005"));
        server.Desk.AddTask("task-1", "ctx-1", "ses-1", Callers.LocalPerson);
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Configs_CreatedReadListedAndDeleted_AreAsSent()
    {
        var (made, one) = await CreateAsync(
            """{"id":"mine","url":"http://127.0.0.1:9/x","token":"t","authentication":{"scheme":"Basic","credentials":"c"}}""");
        await CreateAsync("""{"url":"http://127.0.0.1:9/y"}""");
        var (_, read) = await server.GetAsync($"{Configs}/mine");
        var (_, first) = await server.GetAsync($"{Configs}?pageSize=1");
        var (_, second) = await server.GetAsync($"{Configs}?pageSize=1&pageToken={first!["nextPageToken"]}");
        var gone = await server.SendAsync(HttpMethod.Delete, $"{Configs}/mine");
        var goneAgain = await server.SendAsync(HttpMethod.Delete, $"{Configs}/mine");
        var (missing, _) = await server.GetAsync($"{Configs}/mine");
        var (_, left) = await server.GetAsync(Configs);

        made.ShouldBe(HttpStatusCode.OK);
        one!["taskId"]!.GetValue<string>().ShouldBe("task-1");
        read!.ToJsonString().ShouldBe(
            """{"id":"mine","taskId":"task-1","url":"http://127.0.0.1:9/x","token":"t","authentication":{"scheme":"Basic","credentials":"c"}}""");
        first["configs"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe("mine");
        second!["configs"]!.AsArray().Single()!["url"]!.GetValue<string>().ShouldBe("http://127.0.0.1:9/y");
        second["nextPageToken"]?.GetValue<string>().ShouldBeNullOrEmpty();
        (gone.Status, goneAgain.Status, missing)
            .ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound));
        left!["configs"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Config_OfAnotherCallersTask_IsNotThereToBeTouched()
    {
        await CreateAsync("""{"id":"mine","url":"http://127.0.0.1:9/x"}""");

        var made = await server.SendAsync(
            HttpMethod.Post, Configs, """{"url":"http://127.0.0.1:9/x"}""", EdgeServer.BobKey);
        var read = await server.SendAsync(HttpMethod.Get, $"{Configs}/mine", null, EdgeServer.BobKey);
        var listed = await server.SendAsync(HttpMethod.Get, Configs, null, EdgeServer.BobKey);
        var gone = await server.SendAsync(HttpMethod.Delete, $"{Configs}/mine", null, EdgeServer.BobKey);

        new[] { made.Status, read.Status, listed.Status, gone.Status }.ShouldAllBe(status =>
            status == HttpStatusCode.NotFound);
        (await server.GetAsync($"{Configs}/mine")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Task_WithAWebhook_TellsItWhatAStreamTells()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await CreateAsync(
            $$"""{"url":"{{receiver.Url}}","token":"t","authentication":{"scheme":"Bearer","credentials":"secret"} }""");

        Session.Add(new EvidenceFound([Samples.Kills]), Samples.Choices);
        Session.Add(new SessionEnded(SessionOutcome.Declined, "Nothing was changed."));
        var told = await receiver.UntilAsync(static call => call.State == "TASK_STATE_COMPLETED");

        told.Select(static call => call.What)
            .ShouldBe(["task", "artifactUpdate", "statusUpdate", "artifactUpdate", "statusUpdate"]);
        told[2].State.ShouldBe("TASK_STATE_INPUT_REQUIRED");
        told.ShouldAllBe(static call =>
            call.ContentType == "application/a2a+json" && call.Authorization == "Bearer secret" && call.Token == "t");
    }

    [Fact]
    public async Task Receiver_ThatFailsForAWhile_GetsEverythingInOrder()
    {
        await using var receiver = await WebhookReceiver.StartAsync(static call => call is 2 or 3 ? 503 : 200);
        await CreateAsync($$"""{"id":"h","url":"{{receiver.Url}}"}""");

        Session.Add(Samples.Choices);
        Session.Add(new SessionEnded(SessionOutcome.Declined, "Nothing was changed."));
        var told = await receiver.UntilAsync(static call => call is { State: "TASK_STATE_COMPLETED", Status: 200 });

        told.Select(static call => (call.State ?? call.What, call.Status)).ShouldBe(
        [
            ("TASK_STATE_WORKING", 200), ("TASK_STATE_INPUT_REQUIRED", 503), ("TASK_STATE_INPUT_REQUIRED", 503),
            ("TASK_STATE_INPUT_REQUIRED", 200), ("artifactUpdate", 200), ("TASK_STATE_COMPLETED", 200),
        ]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    public async Task Notification_ThatIsRefused_IsSkippedAndSaid(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync(call => call == 1 ? status : 200);
        await CreateAsync($$"""{"id":"h","url":"{{receiver.Url}}"}""");

        var refused = await receiver.NextAsync();
        Session.Add(Samples.Choices);
        var next = await receiver.NextAsync();
        Session.Add(new SessionEnded(SessionOutcome.Declined, "No."));
        await receiver.UntilAsync(static call => call.State == "TASK_STATE_COMPLETED");
        var state = await StateAsync("finished");

        (refused.What, next.State).ShouldBe(("task", "TASK_STATE_INPUT_REQUIRED"));
        (state["delivered"]!.GetValue<int>(), state["refused"]!.GetValue<int>()).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Receiver_ThatStaysAway_IsGivenUpAndSaid()
    {
        var quick = await EdgeServer.StartAsync(
            ("A2A:Push:AllowPrivate", "true"), ("A2A:Push:FirstPause", "00:00:00.005"),
            ("A2A:Push:GiveUpAfter", "00:00:00.020"));
        (server, var old) = (quick, server);
        await old.DisposeAsync();
        server.Desk.AddTask("task-1", "ctx-1", "ses-1", Callers.LocalPerson);
        Session.Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson));
        await using var receiver = await WebhookReceiver.StartAsync(static _ => 500);

        await CreateAsync($$"""{"id":"h","url":"{{receiver.Url}}"}""");
        var state = await StateAsync("given-up");

        state["lastDetail"]!.GetValue<string>().ShouldBe("HTTP 500");
        state["delivered"]!.GetValue<int>().ShouldBe(0);
        state["failures"]!.GetValue<int>().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Webhook_NamedInTheFirstMessage_IsToldAndMadeOnce()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        server.Desk.OnSay = static (_, _) => new Reply.Task("ctx-1", "task-1", "ses-1", 2);
        var request = $$"""
            {"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"till is slow"}]},
             "configuration":{"returnImmediately":true,"taskPushNotificationConfig":{"url":"{{receiver.Url}}"} } }
            """;

        await server.PostAsync("/a2a/message:send", request);
        var first = await receiver.NextAsync();
        await server.PostAsync("/a2a/message:send", request);
        var (_, listed) = await server.GetAsync(Configs);
        Session.Add(Samples.Choices);
        var second = await receiver.NextAsync();

        (first.What, second.State).ShouldBe(("task", "TASK_STATE_INPUT_REQUIRED"));
        listed!["configs"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Webhook_Removed_HearsNoMore()
    {
        await using var kept = await WebhookReceiver.StartAsync();
        await using var dropped = await WebhookReceiver.StartAsync();
        await CreateAsync($$"""{"id":"a","url":"{{dropped.Url}}"}""");
        await CreateAsync($$"""{"id":"b","url":"{{kept.Url}}"}""");
        await dropped.NextAsync();

        await server.SendAsync(HttpMethod.Delete, $"{Configs}/a");
        Session.Add(Samples.Choices);
        Session.Add(new SessionEnded(SessionOutcome.Declined, "No."));
        await kept.UntilAsync(static call => call.State == "TASK_STATE_COMPLETED");
        await StateAsync("finished", "b");

        var (_, rows) = await server.GetAsync("/v1/sessions/ses-1/push");
        rows!["items"]!.AsArray().Single(static row => row!["hookId"]!.GetValue<string>() == "a")!["state"]!
            .GetValue<string>().ShouldBe("removed");
    }

    [Theory]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("https://10.1.2.3/x")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://localhost/x")]
    [InlineData("http://example.com/x")]
    [InlineData("ftp://example.com/x")]
    public async Task Address_ThatIsNotPublic_IsRefusedUnlessAllowed(string url)
    {
        await using var guarded = await EdgeServer.StartAsync();
        guarded.Desk.AddTask("task-1", "ctx-1", "ses-1", Callers.LocalPerson);
        guarded.Desk.Session("ses-1").Add(Samples.Opened, Samples.Attached("task-1", Callers.LocalPerson));

        var (status, body) = await guarded.PostAsync(Configs, $$"""{"url":"{{url}}"}""");
        var (_, sent) = await guarded.PostAsync("/a2a/message:send", $$"""
            {"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"x"}]},
             "configuration":{"taskPushNotificationConfig":{"url":"{{url}}"} } }
            """);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["error"]!["status"]!.GetValue<string>().ShouldBe("INVALID_ARGUMENT");
        sent!["error"]!["status"]!.GetValue<string>().ShouldBe("INVALID_ARGUMENT");
        guarded.Desk.Calls.ShouldNotContain(static call => call.Verb == "say");
    }

    [Fact]
    public async Task Webhooks_BeyondTheMost_AreRefused()
    {
        for (var i = 0; i < 16; i++)
        {
            (await CreateAsync($$"""{"id":"h{{i}}","url":"http://127.0.0.1:9/x"}""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var (status, body) = await CreateAsync("""{"id":"h16","url":"http://127.0.0.1:9/x"}""");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["error"]!["message"]!.GetValue<string>().ShouldContain("at most 16");
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(string json) => server.PostAsync(Configs, json);

    /// <summary>
    /// Asks until the delivery has come to a state; the log is written right after the receiver has answered.
    /// </summary>
    private async Task<JsonNode> StateAsync(string state, string hook = "h")
    {
        while (true)
        {
            var (_, body) = await server.GetAsync("/v1/sessions/ses-1/push");
            var row = body!["items"]!.AsArray().Single(row => row!["hookId"]!.GetValue<string>() == hook)!;
            if (row["state"]!.GetValue<string>() == state)
            {
                return row;
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
