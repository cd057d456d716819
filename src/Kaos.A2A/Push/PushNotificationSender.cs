using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Kaos.A2A.Hosting;
using Kaos.A2A.Json;
using Kaos.A2A.V03;

namespace Kaos.A2A.Push;

/// <summary>
/// Makes one attempt to deliver one event to one webhook. Names are resolved here and the checked address is what is
/// connected to, so a name cannot change in between; redirects are not followed; proxies are not used. Retries, order
/// and
/// durability are the caller's.
/// </summary>
public sealed class PushNotificationSender : IDisposable
{
    private const string TokenHeader = "X-A2A-Notification-Token";

    private readonly PushNotificationOptions options;
    private readonly HttpClient http;

    public PushNotificationSender(PushNotificationOptions options)
    {
        this.options = options;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseDrainSize = 0,
        })
        {
            Timeout = options.Timeout,
        };
    }

    /// <param name="config">Where to, with token and credentials.</param>
    /// <param name="response">The event.</param>
    /// <param name="version">The protocol version under which the webhook was registered.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    public Task<PushResult> SendAsync(
        TaskPushNotificationConfig config, StreamResponse response, string version,
        CancellationToken cancellationToken) =>
        AttemptAsync(config.Url, () => Request(config, response, version), cancellationToken);

    /// <summary>The same guarded attempt with any JSON.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">Names and values.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    public Task<PushResult> PostAsync(
        string url, byte[] json, IEnumerable<(string Name, string Value)> headers,
        CancellationToken cancellationToken) =>
        AttemptAsync(
            url,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                return request;
            },
            cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<PushResult> AttemptAsync(
        string url, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        if (PushTargets.Refusal(url, options) is { } refusal)
        {
            return new(PushOutcome.Refused, "The address " + refusal + ".");
        }

        try
        {
            using var request = make();
            using var answer = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)answer.StatusCode;
            return new(
                status switch
                {
                    >= 200 and < 300 => PushOutcome.Delivered,
                    408 or 425 or 429 or >= 500 => PushOutcome.Failed,
                    _ => PushOutcome.Refused,
                },
                $"HTTP {status}");
        }
        catch (HttpRequestException failure)
        {
            return failure.InnerException is ForbiddenAddressException
                ? new(PushOutcome.Refused, "The name stands for an address that is not public.")
                : new(PushOutcome.Failed, failure.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(PushOutcome.Failed, "No answer in time.");
        }
    }

    private static HttpRequestMessage Request(
        TaskPushNotificationConfig config, StreamResponse response, string version)
    {
        var isOld = string.Equals(version, ProtocolVersions.V03, StringComparison.Ordinal);
        var request = new HttpRequestMessage(HttpMethod.Post, config.Url)
        {
            Content = new ByteArrayContent(isOld ? V03Format.Serialize(response) : A2AJson.Serialize(response)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(
            isOld ? "application/json" : A2AOptions.HttpJsonMediaType);
        request.Headers.TryAddWithoutValidation(CallNegotiation.VersionHeader, version);
        if (config.Token is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation(TokenHeader, token);
        }

        if (config.Authentication is { } authentication)
        {
            request.Headers.TryAddWithoutValidation(
                "Authorization", $"{authentication.Scheme} {authentication.Credentials}".TrimEnd());
        }

        return request;
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (!options.AllowPrivateAddresses && Array.Exists(addresses, address => !PushTargets.IsPublic(address)))
        {
            throw new ForbiddenAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddressException() : IOException(
        "The name stands for an address that is not public.");
}
