using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kaos.A2A.Hosting;
using Kaos.A2A.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kaos.A2A.Tests;

/// <summary>The library behind a real Kestrel on a free port, with an agent that the test writes.</summary>
internal sealed class A2ATestHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private A2ATestHost(WebApplication app, HttpClient client, CapturedLog log)
    {
        this.app = app;
        Client = client;
        Log = log;
    }

    public HttpClient Client { get; }

    public CapturedLog Log { get; }

    public static AgentCard Card { get; } = new()
    {
        Name = "Test agent",
        Description = "For tests.",
        Version = "1.0.0",
        SupportedInterfaces =
        [
            new() { Url = "http://127.0.0.1/rpc", ProtocolBinding = ProtocolBindings.JsonRpc, ProtocolVersion = "1.0" },
            new() { Url = "http://127.0.0.1", ProtocolBinding = ProtocolBindings.HttpJson, ProtocolVersion = "1.0" },
        ],
        Capabilities = new AgentCapabilities { Streaming = true, PushNotifications = true, ExtendedAgentCard = true },
        DefaultInputModes = ["text/plain", "application/json"],
        DefaultOutputModes = ["text/plain"],
        Skills = [new() { Id = "s", Name = "S", Description = "Does s.", Tags = ["test"] }],
    };

    public static async Task<A2ATestHost> StartAsync(
        AgentScript? script = null,
        AgentCard? card = null,
        Action<A2AOptions>? configure = null,
        Action<A2AServerOptions>? configureServer = null,
        Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var log = new CapturedLog();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(script ?? new AgentScript());
        services?.Invoke(builder.Services);
        var served = card ?? Card;
        builder.Services.AddA2AAgent<ScriptedTestAgent>(
            options =>
            {
                options.Card = _ => served;
                options.ResolveCaller = http => http.Request.Headers["X-Caller"].ToString();
                configure?.Invoke(options);
            },
            options =>
            {
                options.Owner = context => (string?)context.Caller ?? "";
                configureServer?.Invoke(options);
            });
        var started = builder.Build();
        started.MapAgentCard();
        started.MapA2AJsonRpc("/rpc");
        started.MapA2AHttpJson();
        await started.StartAsync(TestContext.Current.CancellationToken);
        return new A2ATestHost(started, new HttpClient { BaseAddress = new Uri(started.Urls.First()) }, log);
    }

    /// <summary>A JSON-RPC call by 1.0; gives the whole response object.</summary>
    public async Task<JsonElement> RpcAsync(
        string method, string parameters, string? version = "1.0", string caller = "")
    {
        using var response = await PostAsync(
            "/rpc", $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""", version,
            caller: caller);
        ((int)response.StatusCode).ShouldBe(200);
        return await JsonAsync(response);
    }

    public async Task<HttpResponseMessage> PostAsync(
        string path, string body, string? version = "1.0", string mediaType = "application/json", string caller = "")
    {
        using var request = Request(HttpMethod.Post, path, version, caller);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? version = "1.0", string caller = "")
    {
        using var request = Request(method, path, version, caller);
        return await Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await JsonAsync(response);
    }

    /// <summary>Opens a stream by JSON-RPC; the result members come one by one.</summary>
    public async Task<SseReader> StreamAsync(string method, string parameters)
    {
        var response = await PostAsync(
            "/rpc", $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""");
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        return await SseReader.OpenAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }

    /// <summary>Parameters of SendMessage with one text part.</summary>
    public static string Say(
        string text, string? taskId = null, string? contextId = null, string configuration = "{}") =>
        JsonSerializer.Serialize(new
        {
            message = new
            {
                messageId = "m-" + text,
                role = "ROLE_USER",
                taskId,
                contextId,
                parts = new[] { new { text } },
            },
            configuration = JsonSerializer.Deserialize<JsonElement>(configuration),
        });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? version, string caller)
    {
        var request = new HttpRequestMessage(method, path);
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("A2A-Version", version);
        }

        request.Headers.TryAddWithoutValidation("X-Caller", caller);
        return request;
    }
}
