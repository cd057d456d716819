using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// The client of one API server. Keep one per cluster: connections, rate limit and the server's clock belong to it.
/// Hand out <see cref="IKubernetesReader"/> freely and <see cref="IKubernetesWriter"/> only to the gate.
/// </summary>
public sealed partial class KubernetesClient : IKubernetesReader, IKubernetesWriter, IDisposable
{
    // More than anybody shows of one line; a line may have no end.
    private const int LongestLogLine = 256 * 1024;

    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);

    private readonly KubernetesTransport transport;

    public KubernetesClient(ClusterConnection connection, KubernetesClientOptions options, TimeProvider time)
    {
        ClusterName = connection.Name;
        transport = new KubernetesTransport(connection, options, time);
    }

    public string ClusterName { get; }

    public DateTimeOffset ServerTime => transport.Clock.Now;

    public DateTimeOffset? CertificateEnds => transport.CertificateEnds;

    public void Dispose() => transport.Dispose();

    public async Task<HealthAnswer> HealthAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, $"/{pathAndQuery}") { Accept = "*/*" };
        try
        {
            return new(true, Encoding.UTF8.GetString(await transport.ReadAsync(request, cancellationToken)));
        }
        catch (KubernetesException failed) when (failed is { HttpCode: 500, Text: { } text })
        {
            return new(false, text);
        }
    }

    public async Task<T> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = ModelKinds.Of<T>();
        var request = new ApiRequest(HttpMethod.Get, kind.Resource.Path(@namespace, name));
        return Decoded(request, await transport.ReadAsync(request, cancellationToken), kind.Decode);
    }

    public async IAsyncEnumerable<T> ListAsync<T>(
        ListQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await foreach (var page in ListPagesAsync<T>(query, cancellationToken))
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }
        }
    }

    public async IAsyncEnumerable<ListPage<T>> ListPagesAsync<T>(
        ListQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = ModelKinds.Of<T>();
        var next = query.Continue;
        do
        {
            var request = ListRequest(kind.Resource, query with { Continue = next });
            var list = Decoded(request, await transport.ReadAsync(request, cancellationToken), kind.DecodeList);
            next = list.Metadata?.Continue;
            yield return new ListPage<T>(list.Items, list.Metadata?.ResourceVersion ?? "", string.IsNullOrEmpty(next));
        }
        while (!string.IsNullOrEmpty(next));
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        WatchQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = ModelKinds.Of<T>();
        var request = WatchRequest(kind.Resource, query);

        // The server ends the stream after its timeout. If it has not, the connection is dead without having said so.
        using var limit = new Deadline(
            TimeSpan.FromSeconds(query.TimeoutSeconds) + WatchGrace, transport.Time, cancellationToken);
        await foreach (var line in LinesAsync(request, kept: null, query.Accepted, limit.Token, cancellationToken))
        {
            if (!line.IsEmpty)
            {
                yield return Decoded(request, line, text => WatchLines.Decode(text, kind, request));
            }
        }
    }

    public async Task<JsonElement> GetRawAsync(
        ResourceType type,
        string? @namespace,
        string name,
        CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, type.Path(@namespace, name));
        return Parsed(request, await transport.ReadAsync(request, cancellationToken));
    }

    public Task<byte[]> ListRawAsync(ResourceType type, ListQuery query, CancellationToken cancellationToken) =>
        transport.ReadAsync(ListRequest(type, query), cancellationToken);

    public async IAsyncEnumerable<string> LogLinesAsync(
        string @namespace,
        string pod,
        LogQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new QueryText()
            .Add("container", query.Container)
            .AddWhen(query.Previous, "previous", "true")
            .Add("tailLines", query.TailLines)
            .Add(
                "sinceTime",
                query.SinceTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .Add("sinceSeconds", query.SinceSeconds)
            .AddWhen(query.Timestamps, "timestamps", "true")
            .AddWhen(query.Follow, "follow", "true");
        var path = ResourceType.Of<Pod>().Path(@namespace, pod, "log") + text;
        var request = new ApiRequest(HttpMethod.Get, path) { Accept = "*/*" };
        await foreach (var line in LinesAsync(request, LongestLogLine, opened: null, cancellationToken,
            cancellationToken))
        {
            yield return Encoding.UTF8.GetString(line.Span).TrimEnd('\r');
        }
    }

    public Task<byte[]> GetThroughServiceAsync(
        string @namespace,
        string service,
        string port,
        string pathAndQuery,
        CancellationToken cancellationToken)
    {
        RefuseUpwards(pathAndQuery);
        var target = $"/api/v1/namespaces/{ResourceType.Segment(@namespace)}/services/" +
            $"{ResourceType.Segment(service)}:{ResourceType.Segment(port)}/proxy/{pathAndQuery.TrimStart('/')}";
        return transport.ReadAsync(new ApiRequest(HttpMethod.Get, target) { Accept = "*/*" }, cancellationToken);
    }

    public Task<byte[]> GetThroughNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken)
    {
        RefuseUpwards(pathAndQuery);
        var target = $"/api/v1/nodes/{ResourceType.Segment(node)}/proxy/{pathAndQuery.TrimStart('/')}";
        return transport.ReadAsync(new ApiRequest(HttpMethod.Get, target) { Accept = "*/*" }, cancellationToken);
    }

    private static void RefuseUpwards(string pathAndQuery)
    {
        if (pathAndQuery.Split('?')[0].Split('/').Contains(".."))
        {
            throw new ArgumentException("The path must not lead upwards with '..'.", nameof(pathAndQuery));
        }
    }

    private static ApiRequest ListRequest(ResourceType type, ListQuery query)
    {
        // A page after the first belongs to the moment of the first; the server refuses to be told another.
        var first = string.IsNullOrEmpty(query.Continue);
        var text = new QueryText()
            .Add("labelSelector", query.LabelSelector)
            .Add("fieldSelector", query.FieldSelector)
            .Add("limit", query.Limit > 0 ? query.Limit : null)
            .Add("continue", query.Continue)
            .Add("resourceVersion", first ? query.ResourceVersion : null);
        return new ApiRequest(HttpMethod.Get, type.Path(query.Namespace) + text);
    }

    private static ApiRequest WatchRequest(ResourceType type, WatchQuery query)
    {
        var text = new QueryText()
            .Add("watch", "1")
            .Add("allowWatchBookmarks", "true")
            .Add("resourceVersion", query.ResourceVersion)
            .Add("labelSelector", query.LabelSelector)
            .Add("fieldSelector", query.FieldSelector)
            .Add("timeoutSeconds", query.TimeoutSeconds);
        return new ApiRequest(HttpMethod.Get, type.Path(query.Namespace) + text);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(
        ApiRequest request,
        int? kept,
        Action? opened,
        CancellationToken limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await transport.OpenAsync(request, limit);
        opened?.Invoke();
        await using var lines = LineReader.ReadAsync(stream, kept, limit).GetAsyncEnumerator(limit);
        while (true)
        {
            bool any;
            try
            {
                any = await lines.MoveNextAsync();
            }
            catch (Exception failure) when (ApiFailures.IsTransport(failure, cancellationToken))
            {
                throw transport.Broken(failure, request);
            }

            if (!any)
            {
                yield break;
            }

            yield return lines.Current;
        }
    }

    private static TResult Decoded<TResult>(
        ApiRequest request,
        ReadOnlyMemory<byte> body,
        Func<ReadOnlyMemory<byte>, TResult> decode)
    {
        try
        {
            return decode(body);
        }
        catch (JsonException broken)
        {
            throw new KubernetesException(
                KubernetesError.BadAnswer,
                $"{request.Describe()}: the answer is not what the Kubernetes API promises ({broken.Message}). " +
                "Check that the address is that of an API server and that no proxy answers in its place.",
                innerException: broken);
        }
    }

    private static JsonElement Parsed(ApiRequest request, byte[] body) =>
        Decoded(request, body, text =>
        {
            var reader = new Utf8JsonReader(text.Span);
            return JsonElement.ParseValue(ref reader);
        });
}
