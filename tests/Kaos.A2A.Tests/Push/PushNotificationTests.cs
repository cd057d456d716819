using System.Text.Json;
using System.Threading.Channels;
using Kaos.A2A.Push;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Tests.Push;

public sealed class PushNotificationTests
{
    private static readonly StreamResponse Update = new TaskStatusUpdateEvent
    {
        TaskId = "t",
        ContextId = "c",
        Status = new TaskStatus { State = TaskState.Working },
    };

    [Theory]
    [InlineData("1.0", "application/a2a+json", "statusUpdate")]
    [InlineData("0.3", "application/json", "kind")]
    public async Task Task_WithAWebhook_SendsEveryEventInOrder(string version, string mediaType, string member)
    {
        await using var hook = await WebhookAsync();
        await using var host = await HostAsync(allowLocal: true);
        var send = version == "1.0" ? "SendMessage" : "message/send";
        var parameters = version == "1.0"
            ? A2ATestHost.Say("hi", configuration: $$$"""
                {"taskPushNotificationConfig":{"url":"{{{hook.Url}}}","token":"tok","authentication":{"scheme":"Bearer","credentials":"c"} } }
                """)
            : $$$$"""
                {"message":{"kind":"message","messageId":"m","role":"user","parts":[{"kind":"text","text":"hi"}]},
                 "configuration":{"pushNotificationConfig":{"url":"{{{{hook.Url}}}}","token":"tok",
                 "authentication":{"schemes":["Bearer"],"credentials":"c"} } } }
                """;

        var reply = await host.RpcAsync(send, parameters, version);
        var first = await hook.NextAsync();
        var second = await hook.NextAsync();

        reply.TryGetProperty("result", out _).ShouldBeTrue();
        first.MediaType.ShouldBe(mediaType);
        first.Token.ShouldBe("tok");
        first.Authorization.ShouldBe("Bearer c");
        first.Body.TryGetProperty(member, out _).ShouldBeTrue();
        first.Body.GetRawText().ToUpperInvariant().ShouldContain("WORKING");
        second.Body.GetRawText().ToUpperInvariant().ShouldContain("COMPLETED");
    }

    [Theory]
    [InlineData(200, PushOutcome.Delivered)]
    [InlineData(503, PushOutcome.Failed)]
    [InlineData(429, PushOutcome.Failed)]
    [InlineData(404, PushOutcome.Refused)]
    [InlineData(302, PushOutcome.Refused)]
    public async Task Sender_ByTheAnswer_TellsWhetherToTryAgain(int status, PushOutcome outcome)
    {
        await using var hook = await WebhookAsync(status);
        using var sender = new PushNotificationSender(new() { AllowHttp = true, AllowPrivateAddresses = true });

        var result = await sender.SendAsync(
            new() { Url = hook.Url }, Update, ProtocolVersions.V1, TestContext.Current.CancellationToken);

        result.Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task Sender_NameThatStandsForThisHost_IsRefusedWithoutAConnection()
    {
        await using var hook = await WebhookAsync();
        using var sender = new PushNotificationSender(new() { AllowHttp = true });
        var port = new Uri(hook.Url).Port;

        var result = await sender.SendAsync(
            new() { Url = $"http://{System.Net.Dns.GetHostName()}:{port}/" },
            Update,
            ProtocolVersions.V1,
            TestContext.Current.CancellationToken);

        result.Outcome.ShouldBe(PushOutcome.Refused);
        hook.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Configs_ThroughTheirLife_AreKeptPerTask()
    {
        await using var host = await HostAsync(allowLocal: false);
        var sent = await host.RpcAsync("SendMessage", A2ATestHost.Say("hi"));
        var task = sent.GetProperty("result").GetProperty("task").GetProperty("id").GetString();
        var configs = $"/tasks/{task}/pushNotificationConfigs";

        using var refused = await host.PostAsync(configs, """{"url":"https://169.254.169.254/latest"}""");
        using var injected = await host.PostAsync(configs, """{"url":"https://example.com","token":"a\r\nX: y"}""");
        using var created = await host.PostAsync(configs, """{"url":"https://example.com/hook"}""");
        await host.PostAsync(configs, """{"id":"second","url":"https://example.com/hook"}""");
        var id = (await A2ATestHost.JsonAsync(created)).GetProperty("id").GetString();
        var got = await host.GetAsync($"{configs}/{id}");
        var page = await host.GetAsync(configs + "?pageSize=1");
        var rest = await host.GetAsync(
            $"{configs}?pageSize=1&pageToken={page.GetProperty("nextPageToken").GetString()}");
        using var deleted = await host.SendAsync(HttpMethod.Delete, $"{configs}/{id}");
        using var again = await host.SendAsync(HttpMethod.Delete, $"{configs}/{id}");
        var gone = await host.RpcAsync("GetTaskPushNotificationConfig", $$"""{"taskId":"{{task}}","id":"{{id}}"}""");

        ((int)refused.StatusCode).ShouldBe(400);
        ((int)injected.StatusCode).ShouldBe(400);
        got.GetProperty("taskId").GetString().ShouldBe(task);
        page.GetProperty("configs").GetArrayLength().ShouldBe(1);
        rest.GetProperty("configs")[0].GetProperty("id").GetString().ShouldBe("second");
        rest.TryGetProperty("nextPageToken", out _).ShouldBeFalse();
        ((int)deleted.StatusCode).ShouldBe(200);
        ((int)again.StatusCode).ShouldBe(200);
        gone.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32001);
    }

    private static Task<A2ATestHost> HostAsync(bool allowLocal) => A2ATestHost.StartAsync(
        new AgentScript
        {
            Execute = async (context, queue, token) =>
            {
                await new TaskUpdater(queue, context).StartWorkAsync(token);
                await new TaskUpdater(queue, context).CompleteAsync(token);
            },
        },
        configure: options => options.V03 = true,
        configureServer: options =>
        {
            options.Push.AllowHttp = allowLocal;
            options.Push.AllowPrivateAddresses = allowLocal;
        });

    private static async Task<Webhook> WebhookAsync(int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var hook = new Webhook(app);
        app.Run(async http =>
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body);
            hook.Add(new Received(
                document.RootElement.Clone(),
                http.Request.ContentType,
                http.Request.Headers["X-A2A-Notification-Token"],
                http.Request.Headers.Authorization));
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://127.0.0.1:1/";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return hook;
    }

    private sealed record Received(JsonElement Body, string? MediaType, string? Token, string? Authorization);

    private sealed class Webhook(WebApplication app) : IAsyncDisposable
    {
        private readonly Channel<Received> received = Channel.CreateUnbounded<Received>();

        public string Url => app.Urls.First() + "/webhook";

        public int Count => received.Reader.Count;

        public void Add(Received one) => received.Writer.TryWrite(one);

        public ValueTask<Received> NextAsync() => received.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
