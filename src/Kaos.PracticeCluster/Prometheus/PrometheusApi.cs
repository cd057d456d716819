using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Prometheus;

// The HTTP interfaces of Prometheus (v1) and Alertmanager (v2), as far as they are served.
internal sealed class PrometheusApi(LiveCluster cluster)
{
    private const int MostSteps = 11_000;
    private readonly SeriesSource _source = new(cluster);

    public Reply Answer(string path, Func<string, string> query)
    {
        try
        {
            return path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
            {
                ["api", "v1", "query"] => Success(Instant(query)),
                ["api", "v1", "query_range"] => Success(Range(query)),
                ["api", "v1", "series"] => Success(Json.Array(Matching(query).Select(series => Labels(series.Labels)))),
                ["api", "v1", "labels"] =>
                    Success(Json.Strings(Matching(query).SelectMany(series => series.Labels.Keys)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))),
                ["api", "v1", "label", var label, "values"] =>
                    Success(Json.Strings(Matching(query).Select(series => series.Labels.GetValueOrDefault(label, ""))
                    .Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))),
                ["api", "v1", "status", "buildinfo"] => Success(new JsonObject { ["version"] = "3.4.1" }),
                ["api", "v1", "alerts"] =>
                    Success(new JsonObject
                    {
                        ["alerts"] = Json.Array(Firing().Select(alert => alert.Listed(cluster.World.Now))),
                    }),
                ["api", "v2", "alerts"] =>
                    Reply.Json(Json.Array(Firing().Select(alert => alert.Listed(cluster.World.Now)))),
                ["api", "v2", "status"] =>
                    Reply.Json(new JsonObject { ["versionInfo"] = new JsonObject { ["version"] = "0.28.1" } }),
                ["-", "ready" or "healthy"] => Reply.Text("OK\n"),
                _ => Reply.Text("404 page not found\n", 404),
            };
        }
        catch (Exception failure) when (failure is QueryFailure or FormatException)
        {
            return Reply.Json(new JsonObject
            {
                ["status"] = "error",
                ["errorType"] = "bad_data",
                ["error"] = $"invalid parameter \"query\": {failure.Message}",
            }, 400);
        }
    }

    private JsonObject Instant(Func<string, string> query)
    {
        var time = Time(query("time"), cluster.World.Now);
        var samples = QueryParser.Parse(query("query")).At(time, [.. _source.All()]);
        return new JsonObject
        {
            ["resultType"] = "vector",
            ["result"] = Json.Array(samples.Select(sample =>
                new JsonObject { ["metric"] = Labels(sample.Labels), ["value"] = Point(time, sample.Value) })),
        };
    }

    private JsonObject Range(Func<string, string> query)
    {
        var expression = QueryParser.Parse(query("query"));
        var (start, end) = (Time(query("start"), null), Time(query("end"), null));
        var step = double.TryParse(query("step"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds) : Span.Parse(query("step"));
        if (step <= TimeSpan.Zero || end < start || (end - start) / step > MostSteps)
        {
            throw new QueryFailure(
                "exceeded maximum resolution of 11,000 points per timeseries, or start, end and step do not fit each other");
        }

        var all = _source.All().ToList();
        var rows = new Dictionary<string, (JsonObject Metric, JsonArray Values)>(StringComparer.Ordinal);
        var latest = end < cluster.World.Now ? end : cluster.World.Now;
        for (var time = start; time <= latest; time += step)
        {
            foreach (var sample in expression.At(time, all))
            {
                var metric = Labels(sample.Labels);
                var key = metric.ToJsonString();
                if (!rows.TryGetValue(key, out var row))
                {
                    row = (metric, []);
                    rows[key] = row;
                }

                row.Values.Add(Point(time, sample.Value));
            }
        }

        return new JsonObject
        {
            ["resultType"] = "matrix",
            ["result"] = Json.Array(rows.Values.Select(row =>
                new JsonObject { ["metric"] = row.Metric, ["values"] = row.Values })),
        };
    }

    private List<Series> Matching(Func<string, string> query)
    {
        var all = _source.All().ToList();
        return query("match[]") is { Length: > 0 } text
            ? [.. QueryParser.Selectors(text).SelectMany(selector => selector.Matching(all)).Distinct()] : all;
    }

    private IEnumerable<Alert> Firing() => cluster.Alerts.Where(alert => alert.Fires(cluster.World, cluster.Kubelet));

    private static Reply Success(JsonNode data) =>
        Reply.Json(new JsonObject { ["status"] = "success", ["data"] = data });

    private static JsonObject Labels(IReadOnlyDictionary<string, string> labels)
    {
        var metric = new JsonObject();
        foreach (var (key, value) in labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            metric[key] = value;
        }

        return metric;
    }

    private static JsonArray Point(DateTimeOffset time, double value) =>
        new(time.ToUnixTimeMilliseconds() / 1000.0, value.ToString(CultureInfo.InvariantCulture));

    private static DateTimeOffset Time(string text, DateTimeOffset? fallback)
    {
        if (text.Length == 0)
        {
            return fallback ?? throw new QueryFailure("start and end are required");
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
