using System.Collections.Immutable;

namespace Kaos.Diagnosis.Metrics;

/// <summary>Picks metrics by what their names say, since every cluster names them its own way.</summary>
internal static class MetricChoice
{
    private const string Bucket = "_bucket";

    private static readonly string[] NotOurs =
        ["scrape_", "_gc_", "go_", "process_", "apiserver_", "etcd_", "kubelet_", "prometheus_"];

    public static string? WorkingSet(ImmutableArray<string> names) =>
        First(names, n => Has(n, "working_set")) ?? First(names, n => Has(n, "memory_rss")) ??
        First(names, n => Has(n, "memory_usage"));

    /// <summary>
    /// A quantile near the top of the distribution, or a histogram that gives one, before anything else that measures
    /// duration; how long requests took here before how long those took that it sent elsewhere.
    /// </summary>
    public static string? Latency(ImmutableArray<string> names) =>
        First(names, n => IsDuration(n) && (Has(n, "p99") || Has(n, "99th") || Has(n, "quantile"))) ??
        First(names, n => Has(n, "p99") && !IsParts(n)) ??
        First(names, n => IsBuckets(n) && !Has(n, "client")) ?? First(names, IsBuckets) ??
        First(names, IsDuration);

    /// <summary>
    /// A quantile has to be taken of it, or may have to be: native histograms look like any other metric.
    /// </summary>
    public static bool MayBeHistogram(string name) =>
        name.EndsWith(Bucket, StringComparison.Ordinal) ||
            (IsDuration(name) && !Has(name, "99") && !Has(name, "quantile"));

    public static string? Requests(ImmutableArray<string> names) =>
        First(
            names, n => Has(n, "request") && (Has(n, "_total") || Has(n, "_rate") || Has(n, "per_second")) &&
                !Has(n, "duration")) ??
        First(names, n => (Has(n, "rps") || Has(n, "qps") || Has(n, "throughput")) && !IsParts(n)) ??
        First(names, n => (Has(n, "request") || Has(n, "handled") || Has(n, "handling")) && !Has(n, "client") &&
            (n.EndsWith("_count", StringComparison.Ordinal) || n.EndsWith("_total", StringComparison.Ordinal)));

    /// <summary>How often requests failed; where only requests are counted, their status tells it.</summary>
    public static string? Errors(ImmutableArray<string> names) =>
        First(
            names,
            n => (Has(n, "error") || Has(n, "failure") || Has(n, "5xx")) && Has(n, "request") && !IsBuckets(n)) ??
        First(
            names, n => (Has(n, "error_rate") || Has(n, "errors_total") || Has(n, "failures_total")) && !Has(n, "log"));

    public static string? PoolActive(ImmutableArray<string> names) =>
        First(names, n => IsPool(n) && (Has(n, "active") || Has(n, "in_use") || Has(n, "used") || Has(n, "busy")));

    public static string? PoolMost(ImmutableArray<string> names) =>
        First(names, n => IsPool(n) && (Has(n, "max") || Has(n, "limit") || Has(n, "capacity") || Has(n, "size")));

    public static bool IsCounter(string name) =>
        name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal) ||
        name.EndsWith("_sum", StringComparison.Ordinal);

    /// <summary>Seconds for one unit of the metric; null when its name does not say.</summary>
    public static double? SecondsPerUnit(string name) =>
        Has(name, "millis") || name.EndsWith("_ms", StringComparison.Ordinal) || Has(name, "_ms_") ? 0.001
        : Has(name, "seconds") || name.EndsWith("_s", StringComparison.Ordinal) ? 1
        : null;

    // "http_server_requests_seconds" and "grpc_server_handling_seconds" measure durations without saying so.
    private static bool IsBuckets(string name) => name.EndsWith(Bucket, StringComparison.Ordinal) &&
        name[..^Bucket.Length] is var whole &&
        (IsDuration(whole) || ((Has(whole, "request") || Has(whole, "handling")) && SecondsPerUnit(whole) is not null));

    private static bool IsDuration(string name) =>
        !IsParts(name) && (Has(name, "latency") || Has(name, "duration") || Has(name, "response_time"));

    private static bool IsParts(string name) =>
        IsCounter(name) || name.EndsWith("_bucket", StringComparison.Ordinal) ||
            name.EndsWith("_created", StringComparison.Ordinal);

    private static bool IsPool(string name) => !IsCounter(name) && (Has(name, "pool") || Has(name, "connections"));

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string? First(ImmutableArray<string> names, Func<string, bool> fits) => names
        .Where(n =>
            fits(n) && !NotOurs.Any(o => n.StartsWith(o, StringComparison.Ordinal) || (o[0] == '_' && Has(n, o))))
        .OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)
        .FirstOrDefault();
}
