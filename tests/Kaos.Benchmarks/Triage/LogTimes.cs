using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Benchmarks.Reporting;
using Kaos.Diagnosis.Logs;

namespace Kaos.Benchmarks.Triage;

/// <summary>
/// Log lines of several programs folded into patterns, and redacted before that: bytes per second on one core.
/// </summary>
internal static class LogTimes
{
    private const int Lines = 100_000;
    private const int WarmUp = 2;
    private const int Repetitions = 7;

    public static IReadOnlyList<Figure> Measure() =>
    [
        .. new (string Name,
            Func<int, string> Line)[] { ("text", Text), ("JSON", Json), ("logfmt", Logfmt), ("stack traces", Trace) }
            .Select(form => Fold(form.Name, [.. Enumerable.Range(0, Lines).Select(form.Line)])),
        Redact(
            [.. Enumerable.Range(0, Lines)
                .Select(i => i % 20 == 0 ? Secret(i) : i % 3 == 0 ? Json(i) : i % 3 == 1 ? Text(i) : Logfmt(i))]),
    ];

    private static Figure Fold(string name, string[] lines)
    {
        var folded = 0;
        var rates = Rates(lines, () => folded = LogFolding.Of(lines).Patterns.Length);
        return folded is > 0 and < 100
            ? Figure.Of($"fold {Lines:N0} lines of {name} into {folded} patterns", "MB/s", rates, Target.Least(50))
            : throw new InvalidOperationException($"{folded} patterns are not few.");
    }

    private static Figure Redact(string[] lines) =>
        Figure.Of(
            "redact the same, mixed, one line in twenty with a secret", "MB/s",
            Rates(lines, () => lines.Count(line => Redaction.Of(line).Length == 0)));

    private static List<double> Rates(string[] lines, Action work)
    {
        var bytes = lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1L);
        List<double> rates = [];
        for (var i = 0; i < WarmUp + Repetitions; i++)
        {
            var spent = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            work();
            if (i >= WarmUp)
            {
                rates.Add(bytes / 1e6 / Math.Max(1e-9, (Environment.CpuUsage.TotalTime - spent).TotalSeconds));
            }
        }

        return rates;
    }

    private static string Stamp(int i) =>
        new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero).AddMilliseconds(i * 20)
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Text(int i) => (i % 50) switch
    {
        0 => $"{Stamp(i)} ERROR order {i:x8}: dial tcp 10.0.{i % 250}.7:5432: connect: connection refused",
        1 => $"{Stamp(i)} WARN slow answer of inventory-{i % 9}: {i % 4000} ms for GET /v2/items/{i}",
        _ => $"{Stamp(i)} INFO [http-nio-8080-exec-{i % 20}] c.e.shop.OrderController - order {i:x8} of user u{i % 977} placed in {i % 90} ms",
    };

    private static string Json(int i) =>
        $$"""{"ts":"{{Stamp(i)}}","level":"{{(i % 40 == 0 ? "error" : "info")}}","logger":"http.access","msg":"handled request {{i}} in {{i % 70}} ms","method":"GET","path":"/v1/things/{{i}}","status":{{(i % 40 == 0 ? 502 : 200)}},"trace":"{{i:x16}}"}""";

    private static string Logfmt(int i) =>
        $"time={Stamp(i)} level={(i % 60 == 0 ? "warn" : "info")} msg=\"reconciled object {i % 300}\" controller=deployment namespace=team-{i % 40} took={i % 900}ms";

    private static string Secret(int i) =>
        $"{Stamp(i)} INFO connecting to postgres://shop:hunter{i}@db:5432/shop?sslmode=require with token=abc{i:x12}";

    private static string Trace(int i) => (i % 12) switch
    {
        0 => $"{Stamp(i)} ERROR request {i} failed",
        1 => "java.lang.IllegalStateException: no session",
        10 => $"Caused by: java.net.ConnectException: Connection refused (attempt {i})",
        var n => $"\tat com.example.shop.Layer{n}.call(Layer{n}.java:{n * 17})",
    };
}
