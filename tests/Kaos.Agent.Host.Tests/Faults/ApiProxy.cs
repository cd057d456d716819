using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// The wire between KAOS and an API server: counts what is written on it, and can be cut, mended, or made to refuse.
/// </summary>
internal sealed class ApiProxy(Uri server) : IAsyncDisposable
{
    // What asks or reviews and stores nothing.
    private static readonly string[] Harmless =
        ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"];

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<string> writes = new();
    private readonly ConcurrentQueue<string> dryRuns = new();
    private readonly ConcurrentQueue<string> taken = new();
    private WebApplication? app;
    private int port;

    public Uri Address => new($"http://127.0.0.1:{port}");

    /// <summary>Requests that change something; dry runs are none.</summary>
    public IReadOnlyCollection<string> Writes => writes;

    /// <summary>Requests that would have changed something, had they not been dry runs.</summary>
    public IReadOnlyCollection<string> DryRuns => dryRuns;

    /// <summary>Of the writes, those that the API server carried out.</summary>
    public IReadOnlyCollection<string> Taken => taken;

    /// <summary>What becomes of one of the writes; null: all are passed on.</summary>
    public WireFault? Fault { get; set; }

    /// <summary>When set, every request is answered with it instead of being passed on.</summary>
    public HttpStatusCode? Refusal { get; set; }

    /// <summary>Listens, at the same port after a cut.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.UseWebSockets();
        app.Run(PassAsync);
        await app.StartAsync(cancellationToken);
        port = new Uri(app.Urls.First()).Port;
    }

    /// <summary>Ends every connection and takes no new one.</summary>
    public async Task CutAsync()
    {
        if (Interlocked.Exchange(ref app, null) is { } listening)
        {
            await listening.StopAsync(new CancellationToken(canceled: true));
            await listening.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var (asked, answer) = (context.Request, context.Response);
        if (Refusal is { } refusal)
        {
            answer.StatusCode = (int)refusal;
            answer.ContentType = "application/json";
            await answer.WriteAsync(
                $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{refusal}}","reason":"{{refusal}}","code":{{(int)refusal}}}""",
                context.RequestAborted);
            return;
        }

        var fault = Count(asked);
        if (fault == WireFaultKind.Refused)
        {
            answer.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return;
        }

        if (fault == WireFaultKind.Forbidden)
        {
            answer.StatusCode = (int)HttpStatusCode.Forbidden;
            answer.ContentType = "application/json";
            await answer.WriteAsync(
                """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"Forbidden","code":403}""",
                context.RequestAborted);
            return;
        }

        if (fault == WireFaultKind.CutBefore)
        {
            context.Abort();
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await PassSocketAsync(context);
            return;
        }

        using var message = new HttpRequestMessage(
            new HttpMethod(asked.Method), new Uri(server, asked.Path + asked.QueryString.Value));
        if (asked.ContentLength > 0 || asked.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(asked.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", asked.ContentType);
        }

        foreach (var name in new[] { "Accept", "Authorization", "User-Agent" })
        {
            message.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)asked.Headers[name]!);
        }

        using var reply = await http.SendAsync(
            message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (reply.IsSuccessStatusCode && IsWrite(asked))
        {
            taken.Enqueue(Name(asked));
        }

        if (fault == WireFaultKind.CutAfter)
        {
            context.Abort();
            return;
        }

        answer.StatusCode = (int)reply.StatusCode;
        answer.Headers.Date = reply.Headers.Date?.ToString("R");
        answer.ContentType = reply.Content.Headers.ContentType?.ToString();
        await using var body = await reply.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await answer.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await answer.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task PassSocketAsync(HttpContext context)
    {
        using var behind = new ClientWebSocket();
        behind.Options.CollectHttpResponseDetails = true;
        behind.Options.SetRequestHeader("Authorization", context.Request.Headers.Authorization);
        foreach (var protocol in context.WebSockets.WebSocketRequestedProtocols)
        {
            behind.Options.AddSubProtocol(protocol);
        }

        var address = new UriBuilder(new Uri(server, context.Request.Path + context.Request.QueryString.Value)) { Scheme = "ws" };
        try
        {
            await behind.ConnectAsync(address.Uri, context.RequestAborted);
        }
        catch (WebSocketException)
        {
            context.Response.StatusCode = (int)behind.HttpStatusCode;
            return;
        }

        taken.Enqueue(Name(context.Request));
        using var front = await context.WebSockets.AcceptWebSocketAsync(behind.SubProtocol);
        await Task.WhenAll(
            PumpAsync(front, behind, context.RequestAborted), PumpAsync(behind, front, context.RequestAborted));
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (from.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            var got = await from.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await to.CloseOutputAsync(
                    from.CloseStatus ?? WebSocketCloseStatus.NormalClosure, from.CloseStatusDescription,
                    cancellationToken);
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, cancellationToken);
        }
    }

    private static string Name(HttpRequest asked) => $"{asked.Method} {asked.Path}";

    // A program in a pod begins as a GET.
    private static bool Changes(HttpRequest asked) =>
        (!HttpMethods.IsGet(asked.Method) || asked.Path.Value!.EndsWith("/exec", StringComparison.Ordinal))
        && !Harmless.Any(asked.Path.Value!.EndsWith);

    private static bool IsWrite(HttpRequest asked) => Changes(asked) && !asked.Query.ContainsKey("dryRun");

    private WireFaultKind? Count(HttpRequest asked)
    {
        if (Changes(asked))
        {
            (IsWrite(asked) ? writes : dryRuns).Enqueue(Name(asked));
        }

        return IsWrite(asked) && Fault is { } fault && writes.Count == fault.Write ? fault.Kind : null;
    }
}

/// <param name="Write">Which one, counted from 1.</param>
internal sealed record WireFault(int Write, WireFaultKind Kind);

internal enum WireFaultKind
{
    /// <summary>Answered with 503; the API server never sees it.</summary>
    Refused,

    /// <summary>Answered with 403, so that it is known not to have happened; the API server never sees it.</summary>
    Forbidden,

    /// <summary>The connection ends; the API server never sees it.</summary>
    CutBefore,

    /// <summary>The API server does it, and the connection ends before its answer.</summary>
    CutAfter,
}
