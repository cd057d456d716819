using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Kaos.Kubernetes.Configuration;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// Sends requests: identity, rate limit, timeout, waiting out 429, and one place that turns failures into errors.
/// </summary>
internal sealed class KubernetesTransport : IDisposable
{
    private readonly ClusterConnection connection;
    private readonly KubernetesClientOptions options;
    private readonly TimeProvider time;
    private readonly RateGate gate;
    private readonly HttpClient http;
    private long certificateEnds;

    public KubernetesTransport(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time)
    {
        this.connection = connection;
        this.options = options;
        this.time = time;
        gate = new RateGate(options.RequestsPerSecond, options.Burst, time);
        Clock = new ServerClock(time);
        http = new HttpClient(ServerTrust.Handler(connection, shown =>
            Volatile.Write(ref certificateEnds, shown.NotAfter.ToUniversalTime().Ticks)))
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
    }

    public ServerClock Clock { get; }

    public TimeProvider Time => time;

    /// <summary>Of the certificate that the server showed last.</summary>
    public DateTimeOffset? CertificateEnds => Volatile.Read(ref certificateEnds) is var ticks and > 0
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : null;

    /// <summary>The whole body of a successful answer.</summary>
    public async Task<byte[]> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            using var response = await SendAsync(request, limit.Token);
            return await response.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (Exception failure) when (ApiFailures.IsTransport(failure, cancellationToken))
        {
            throw ApiFailures.FromTransport(failure, connection, request, options.Timeout);
        }
    }

    /// <summary>The body of a successful answer as a stream; only the way to its first byte is timed.</summary>
    public async Task<Stream> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            var response = await SendAsync(request, limit.Token);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch (Exception failure) when (ApiFailures.IsTransport(failure, cancellationToken))
        {
            throw ApiFailures.FromTransport(failure, connection, request, options.Timeout);
        }
    }

    /// <summary>A WebSocket that speaks one of the protocols, the first that the server knows.</summary>
    public async Task<ClientWebSocket> ConnectAsync(
        ApiRequest request, string[] protocols, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            await gate.WaitAsync(limit.Token);
            var socket = await UpgradeAsync(request, protocols, refused: false, limit.Token);
            return socket ?? await UpgradeAsync(request, protocols, refused: true, limit.Token)
                ?? throw ApiFailures.FromUpgrade(HttpStatusCode.Unauthorized, connection, request);
        }
        catch (Exception failure) when (ApiFailures.IsTransport(failure, cancellationToken) ||
            failure is WebSocketException)
        {
            throw ApiFailures.FromTransport(failure, connection, request, options.Timeout);
        }
    }

    /// <summary>For failures that come while a stream is read.</summary>
    public KubernetesException Broken(Exception failure, ApiRequest request) =>
        ApiFailures.FromTransport(failure, connection, request, options.Timeout);

    public void Dispose() => http.Dispose();

    private Deadline Limit(CancellationToken cancellationToken) => new(options.Timeout, time, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var refused = false;
        for (var attempt = 0; ; attempt++)
        {
            await gate.WaitAsync(cancellationToken);
            var response = await SendOnceAsync(request, refused, cancellationToken);
            Clock.Observe(response.Headers.Date);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                var error = await ApiFailures.FromAnswerAsync(response, connection, request, cancellationToken);
                if (error.Error == KubernetesError.Unauthorized && !refused)
                {
                    refused = true;
                }
                else if (error is { Error: KubernetesError.TooManyRequests, RetryAfter: { } pause }
                    && response.Headers.RetryAfter is not null
                    && attempt < options.ThrottleRetries && pause <= options.LongestWait)
                {
                    gate.HoldBack(pause);
                }
                else
                {
                    throw error;
                }
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        ApiRequest request, bool refused, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(
            request.Method, new Uri(connection.Server, Base() + request.PathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Body is { } body ? new ReadOnlyMemoryContent(body) : null,
        };

        // The handler takes the name that the certificate must bear from here, and from nowhere else.
        message.Headers.Host = connection.TlsServerName;
        message.Headers.Accept.ParseAdd(request.Accept);
        if (message.Content is { } content)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.MediaType);
        }

        var credential = await CredentialAsync(refused, cancellationToken);
        if (credential.Authorization is { } authorization)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    // Null asks for another attempt with a fresh credential.
    private async Task<ClientWebSocket?> UpgradeAsync(
        ApiRequest request, string[] protocols, bool refused, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(new Uri(connection.Server, Base() + request.PathAndQuery))
        {
            Scheme = connection.Server.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        };
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (connection.TlsServerName is { } name)
        {
            socket.Options.SetRequestHeader("Host", name);
        }

        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        if ((await CredentialAsync(refused, cancellationToken)).Authorization is { } authorization)
        {
            socket.Options.SetRequestHeader("Authorization", authorization);
        }

        try
        {
            await socket.ConnectAsync(address.Uri, http, cancellationToken);
            return socket;
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode >= 300)
        {
            var code = socket.HttpStatusCode;
            socket.Dispose();
            return code == HttpStatusCode.Unauthorized && !refused
                ? null
                : throw ApiFailures.FromUpgrade(code, connection, request);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<ClusterCredential> CredentialAsync(bool refused, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.Credentials.GetAsync(refused, cancellationToken);
        }
        catch (KubeconfigException none)
        {
            throw new KubernetesException(KubernetesError.Unauthorized, none.Message, innerException: none);
        }
    }

    /// <summary>Servers behind a gateway live under a path; the request's own path is appended to it.</summary>
    private string Base() => connection.Server.AbsolutePath.TrimEnd('/');
}

/// <summary>One request to the API.</summary>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    public const string Json = "application/json";

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string MediaType { get; init; } = Json;

    public string Accept { get; init; } = Json;

    /// <summary>What was asked, for messages: never more than the path.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Method} {PathAndQuery.Split('?')[0]}");
}
