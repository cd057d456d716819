using System.Threading.Channels;
using Kaos.Kubernetes.Client;
using Microsoft.AspNetCore.Http;

namespace Kaos.Kubernetes.Tests.Wire;

/// <summary>A server whose every answer the test writes, request by request, in the order in which they come.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly Channel<PendingRequest> requests = Channel.CreateBounded<PendingRequest>(100);
    private TestServer? server;

    public static async Task<ScriptedApi> StartAsync()
    {
        var api = new ScriptedApi();
        api.server = await TestServer.StartAsync(async (context, sent) =>
        {
            var pending = new PendingRequest(context, sent);
            await api.requests.Writer.WriteAsync(pending, context.RequestAborted);
            await pending.Done.WaitAsync(context.RequestAborted);
        });
        return api;
    }

    public KubernetesClient Client() => server!.Client();

    public ValueTask<PendingRequest> NextAsync() => requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server!.DisposeAsync();
}

/// <summary>A request that waits for the test to answer it.</summary>
internal sealed class PendingRequest(HttpContext context, SentRequest sent)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SentRequest Sent => sent;

    public Task Done => done.Task;

    public bool IsWatch => sent.Query.ContainsKey("watch");

    public string? Version => sent.Query.GetValueOrDefault("resourceVersion");

    public async Task AnswerAsync(string json, int code = 200)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
        done.SetResult();
    }

    public async Task LineAsync(string json)
    {
        await context.Response.WriteAsync(json + "\n");
        await context.Response.Body.FlushAsync();
    }

    public Task AcceptAsync() => context.Response.Body.FlushAsync();

    public void End() => done.SetResult();

    /// <summary>Breaks the connection in the middle of the stream.</summary>
    public void Drop() => context.Abort();
}
