using System.Collections.Concurrent;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Kubernetes.Tests.Wire;

/// <summary>What a client really sent.</summary>
internal sealed record SentRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body);

/// <summary>An HTTP server on loopback that answers as the test says and keeps what it was asked.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app) => this.app = app;

    public ConcurrentQueue<SentRequest> Requests { get; } = new();

    public Uri Address => new(app.Urls.Single());

    public static async Task<TestServer> StartAsync(Func<HttpContext, SentRequest, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TestServer(builder.Build());
        server.app.Run(async context =>
        {
            var sent = await ReadAsync(context);
            server.Requests.Enqueue(sent);
            await answer(context, sent);
        });
        await server.app.StartAsync();
        return server;
    }

    /// <summary>
    /// Answers every request with one recording; whether the request was right is for the test to check.
    /// </summary>
    public static Task<TestServer> ReplayAsync(params Exchange[] exchanges)
    {
        var next = 0;
        return StartAsync((context, _) => SendAsync(context, exchanges[Math.Min(next++, exchanges.Length - 1)]));
    }

    public static async Task SendAsync(HttpContext context, Exchange exchange)
    {
        context.Response.StatusCode = exchange.StatusCode;
        foreach (var (name, value) in exchange.Headers)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = value;
            }
        }

        await context.Response.Body.WriteAsync(exchange.Body, context.RequestAborted);
    }

    public KubernetesClient Client(
        IClusterCredentials? credentials = null, Action<KubernetesClientOptions>? configure = null)
    {
        var options =
            new KubernetesClientOptions { Timeout = TimeSpan.FromMinutes(5), RequestsPerSecond = 10_000, Burst = 10_000 };
        configure?.Invoke(options);
        var connection = new ClusterConnection { Name = "test", Server = Address };
        return new KubernetesClient(
            credentials is null ? connection : connection with { Credentials = credentials },
            options,
            TimeProvider.System);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<SentRequest> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return new SentRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "",
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            context.Request.Headers.ToDictionary(
                pair => pair.Key,
                pair => pair.Value.ToString(),
                StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted));
    }
}
