using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Prometheus' HTTP API: what is asked, and what an answer says. Pure.</summary>
internal static class PrometheusAnswers
{
    private const int MostSeries = 4000;

    /// <summary>Path and query for the names of the metrics of a namespace, under whichever of the labels.</summary>
    public static string NamesQuery(ReadRequest.MetricNames request) => "api/v1/label/__name__/values?" +
        string.Join(
            '&',
            SeriesLabels.Namespaces.Select(label =>
                $"match[]={Uri.EscapeDataString(Selector(label, request.Namespace, request.Where))}"));

    /// <summary>Path and query for one metric; a counter is asked for as a rate over five minutes.</summary>
    public static string RangeQuery(ReadRequest.Series request, DateTimeOffset now, string label = "namespace")
    {
        var selected = request.Metric + Selector(label, request.Namespace, request.Where);
        return Range(request.Counter ? $"rate({selected}[5m])" : selected, request.Window, request.Step, now);
    }

    /// <summary>
    /// Path and query for a quantile of a histogram, of each pod; every other label but those of names is summed away.
    /// </summary>
    public static string QuantileQuery(ReadRequest.Quantile request, DateTimeOffset now, string label = "namespace")
    {
        var by = string.Join(", ", SeriesLabels.Pods.Concat(SeriesLabels.Names).Append(label).Prepend("le"));
        var share = request.Share.ToString(CultureInfo.InvariantCulture);
        return Range(
            $"histogram_quantile({share}, sum by ({by}) (rate({request.Metric}{Selector(label, request.Namespace, request.Where)}[5m])))",
            request.Window, request.Step, now);
    }

    /// <summary>
    /// A classic histogram has its quantile; anything else has values, unless it is a native histogram.
    /// </summary>
    public static IEnumerable<string> QuantileQueries(ReadRequest.Quantile request, DateTimeOffset now, string label) =>
        request.Metric.EndsWith("_bucket", StringComparison.Ordinal)
            ? [QuantileQuery(request, now, label)]
            : [RangeQuery(new ReadRequest.Series(request.Namespace, request.Metric, request.Window, request.Step, false, request.Where),
                now, label), QuantileQuery(request, now, label)];

    public static ImmutableArray<string> Names(JsonElement answer) =>
        Data(answer) is { ValueKind: JsonValueKind.Array } data
            ? [.. data.EnumerateArray().Select(item => item.GetString()).OfType<string>().Order(StringComparer.Ordinal)]
            : throw new JsonException("Prometheus' list of names is not a list.");

    /// <summary>Series of a matrix; a rate() has lost its name, so the metric's name is given back to it.</summary>
    public static ImmutableArray<MetricSeries> Series(JsonElement answer, string metric)
    {
        if (Data(answer) is not { ValueKind: JsonValueKind.Object } data ||
            !data.TryGetProperty("result", out var result) || result.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("Prometheus' answer has no result.");
        }

        // A native histogram that is asked for as it is comes as "histograms", without values.
        return [.. result.EnumerateArray().Where(item => item.TryGetProperty("values", out _)).Take(MostSeries)
            .Select(item => One(item, metric))];
    }

    private static MetricSeries One(JsonElement item, string metric)
    {
        var labels = item.GetProperty("metric").EnumerateObject()
            .Where(label => label.Name != "__name__")
            .Select(label => KeyValuePair.Create(label.Name, label.Value.GetString() ?? ""));
        var points = item.GetProperty("values").EnumerateArray().Select(Point);
        return new MetricSeries(metric, new StringMap(labels), [.. points]);
    }

    private static MetricPoint Point(JsonElement pair)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(pair[0].GetDouble() * 1000));
        var text = pair[1].GetString() ?? "";
        var value = text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        return new MetricPoint(at, value);
    }

    private static JsonElement? Data(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object &&
        answer.TryGetProperty("status", out var status) && status.ValueEquals("success") &&
        answer.TryGetProperty("data", out var data)
            ? data
            : null;

    private static string Range(string query, TimeSpan window, TimeSpan step, DateTimeOffset now) =>
        $"api/v1/query_range?query={Uri.EscapeDataString(query)}" +
        $"&start={Unix(now - window)}&end={Unix(now)}&step={Seconds(step)}";

    private static string Selector(string label, string @namespace, LabelMatch? where = null)
    {
        string?[] matchers =
        [
            @namespace.Length == 0 ? null : $"{label}=\"{Escaped(@namespace)}\"",
            where is null ? null : $"{where.Label}=~\"{Escaped(where.Pattern)}\"",
        ];
        return $"{{{string.Join(',', matchers.OfType<string>())}}}";
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Unix(DateTimeOffset at) =>
        (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan step) =>
        Math.Max(1, step.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);
}
