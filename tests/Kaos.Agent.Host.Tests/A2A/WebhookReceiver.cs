using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Host.Tests.A2A;

/// <summary>A webhook on a free port of this machine; its answers are the test's.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<Notification> calls = Channel.CreateBounded<Notification>(1000);
    private int count;

    private WebhookReceiver(Func<int, int> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/hook", async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            http.Response.StatusCode = answer(Interlocked.Increment(ref count));
            if (http.Response.StatusCode is StatusCodes.Status302Found)
            {
                http.Response.Headers.Location = "/hook";
            }

            await calls.Writer.WriteAsync(new Notification(
                JsonNode.Parse(text)!,
                http.Response.StatusCode,
                http.Request.ContentType,
                http.Request.Headers.Authorization.ToString(),
                http.Request.Headers["X-A2A-Notification-Token"].ToString(),
                text,
                http.Request.Headers["X-Kaos-Signature"].ToString()));
        });
    }

    public string Url => $"{app.Urls.First()}/hook";

    /// <param name="answer">Number of the call, from 1, to the status of its answer.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<int, int>? answer = null)
    {
        var receiver = new WebhookReceiver(answer ?? (static _ => 200));
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask<Notification> NextAsync() => calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Calls up to and with the first that fits.</summary>
    public async Task<IReadOnlyList<Notification>> UntilAsync(Func<Notification, bool> last)
    {
        List<Notification> all = [];
        do
        {
            all.Add(await NextAsync());
        }
        while (!last(all[^1]));
        return all;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

internal sealed record Notification(
    JsonNode Body, int Status, string? ContentType, string Authorization, string Token, string Text, string Signature)
{
    public string? State => (Body["task"] ?? Body["statusUpdate"])?["status"]?["state"]?.GetValue<string>();

    public string What => Body.AsObject().Single().Key;
}
