using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Prometheus' HTTP API: what is asked, and what an answer says. Pure.</summary>
internal static class PrometheusAnswers
{
    private const int MostSeries = 4000;

    /// <summary>Path and query for the names of the metrics of a namespace.</summary>
    public static string NamesQuery(string @namespace) =>
        $"api/v1/label/__name__/values?match[]={Uri.EscapeDataString(Selector(@namespace))}";

    /// <summary>Path and query for one metric; a counter is asked for as a rate over five minutes.</summary>
    public static string RangeQuery(ReadRequest.Series request, DateTimeOffset now)
    {
        var selected = request.Metric + Selector(request.Namespace);
        var query = request.Counter ? $"rate({selected}[5m])" : selected;
        return $"api/v1/query_range?query={Uri.EscapeDataString(query)}" +
            $"&start={Unix(now - request.Window)}&end={Unix(now)}&step={Seconds(request.Step)}";
    }

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

        return [.. result.EnumerateArray().Take(MostSeries).Select(item => One(item, metric))];
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

    private static string Selector(string @namespace) =>
        $"{{namespace=\"{@namespace.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}";

    private static string Unix(DateTimeOffset at) =>
        (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan step) =>
        Math.Max(1, step.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);
}
