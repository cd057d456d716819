using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Kaos.Agent.Grains.Telemetry;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Carries out read requests against a live cluster: several at once, each with its own patience.</summary>
internal sealed class ClusterReads(
    IKubernetesReader reader,
    ServiceSource prometheus,
    ServiceSource alertmanager,
    LiveClusterOptions options,
    TimeProvider time,
    KaosTelemetry? telemetry = null)
{
    private const int LongestLine = 64 * 1024;

    /// <param name="now">Cluster time at which windows end.</param>
    public async Task<ImmutableArray<CaseRead>> ReadAsync(
        ImmutableArray<ReadRequest> requests, ClusterObjects objects, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var reads = new CaseRead[requests.Length];
        var width = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0, requests.Length, width, async (i, token) =>
                reads[i] = await MeasuredAsync(requests[i], objects, now, token));
        return [.. reads];
    }

    public async Task<NodeSays> AskNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return new(
                Encoding.UTF8.GetString(await reader.GetThroughNodeAsync(node, pathAndQuery, either.Token)), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, $"no answer within {options.ReadTimeout.TotalSeconds:0} s");
        }
        catch (KubernetesException e)
        {
            return new(null, Why(e));
        }
    }

    private async Task<CaseRead> MeasuredAsync(
        ReadRequest request, ClusterObjects objects, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tool = request switch
        {
            ReadRequest.Logs => "logs",
            ReadRequest.MetricNames => "metric-names",
            ReadRequest.Series or ReadRequest.Quantile => "series",
            ReadRequest.Alerts => "alerts",
            _ => "other",
        };
        var from = time.GetTimestamp();
        using var activity = telemetry?.Tool(tool, reader.ClusterName);
        var read = await OneAsync(request, objects, now, cancellationToken);
        telemetry?.ToolEnded(activity, tool, time.GetElapsedTime(from), read.Why is null ? null : "read_failed");
        return read;
    }

    private async Task<CaseRead> OneAsync(
        ReadRequest request, ClusterObjects objects, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ReadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return request switch
            {
                ReadRequest.Logs logs => await LogsAsync(logs, either.Token),
                ReadRequest.MetricNames names => await NamesAsync(names, objects, either.Token),
                ReadRequest.Series series => await SeriesAsync(
                    series, series.Metric, series.Namespace, objects, label =>
                        [PrometheusAnswers.RangeQuery(series, now, label)], either.Token),
                ReadRequest.Quantile quantile => await SeriesAsync(
                    quantile, quantile.Metric, quantile.Namespace, objects, label =>
                        PrometheusAnswers.QuantileQueries(quantile, now, label), either.Token),
                ReadRequest.Alerts alerts => await AlertsAsync(alerts, objects, either.Token),
                _ => CaseRead.Failed(request, "a live cluster cannot answer it"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CaseRead.Failed(request, $"no answer within {options.ReadTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is KubernetesException or HttpRequestException or JsonException or FormatException)
        {
            return CaseRead.Failed(request, Why(e));
        }
    }

    private async Task<CaseRead> LogsAsync(ReadRequest.Logs request, CancellationToken cancellationToken)
    {
        var lines = new Queue<string>();
        var characters = 0;
        var query = new LogQuery(request.Container, request.Previous, request.Tail, Timestamps: true);
        await foreach (var line in reader.LogLinesAsync(request.Namespace, request.Pod, query, cancellationToken))
        {
            // A line may have no end; what is kept of it has.
            var kept = line.Length > LongestLine ? line[..LongestLine] : line;
            lines.Enqueue(kept);
            characters += kept.Length;
            while (characters > options.MostLogCharacters && lines.Count > 1)
            {
                characters -= lines.Dequeue().Length;
            }
        }

        return new CaseRead(request)
        {
            Log = new LogText(
                request.Namespace, request.Pod, request.Container, request.Previous, Redaction.Lines([.. lines])),
        };
    }

    private async Task<CaseRead> NamesAsync(
        ReadRequest.MetricNames request, ClusterObjects objects, CancellationToken cancellationToken)
    {
        using var answer = await prometheus.GetAsync(
            PrometheusAnswers.NamesQuery(request), objects, cancellationToken);
        return answer is null ? CaseRead.Failed(request, NoPrometheus)
            : PrometheusAnswers.Names(answer.RootElement) is { IsEmpty: false } names ? new CaseRead(request) { Names = names }
            : CaseRead.Failed(
                request,
                $"Prometheus knows no series of {(request.Where is { } where ? $"{where.Label} {where.Pattern} in " : "")}namespace {request.Namespace}; check what it scrapes");
    }

    // The first query that finds anything: under which label the namespace stands, and of which shape a histogram is,
    // is known only by asking.
    private async Task<CaseRead> SeriesAsync(
        ReadRequest request, string metric, string @namespace, ClusterObjects objects,
        Func<string, IEnumerable<string>> queries, CancellationToken cancellationToken)
    {
        foreach (var query in SeriesLabels.Namespaces.Take(@namespace.Length == 0 ? 1 : int.MaxValue)
            .SelectMany(queries))
        {
            using var answer = await prometheus.GetAsync(query, objects, cancellationToken);
            if (answer is null)
            {
                return CaseRead.Failed(request, NoPrometheus);
            }

            if (PrometheusAnswers.Series(answer.RootElement, metric) is { Length: > 0 } found)
            {
                return new CaseRead(request) { Series = found };
            }
        }

        return new CaseRead(request);
    }

    private async Task<CaseRead> AlertsAsync(
        ReadRequest.Alerts request, ClusterObjects objects, CancellationToken cancellationToken)
    {
        using var answer = await alertmanager.GetAsync(AlertmanagerSource.Query, objects, cancellationToken);
        return answer is null
            ? CaseRead.Failed(request, NoAlertmanager)
            : new CaseRead(request) { Alerts = [.. AlertmanagerSource.Read(answer.RootElement)] };
    }

    private const string NoAlertmanager =
        "no Alertmanager found; set Alertmanager:Url, or label its Service app.kubernetes.io/name=alertmanager";

    private const string NoPrometheus =
        "no Prometheus found; set Prometheus:Url, or label its Service app.kubernetes.io/name=prometheus";

    private static string Why(Exception exception) => exception switch
    {
        KubernetesException { Error: KubernetesError.Forbidden } => $"not allowed: {exception.Message}",
        KubernetesException { Error: KubernetesError.NotFound } => $"not there: {exception.Message}",
        JsonException or FormatException => $"the answer was not understood: {exception.Message}",
        _ => exception.Message,
    };
}
