using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Clusters;

/// <summary>What is asked of Prometheus, answered by Prometheus itself.</summary>
public class RealPrometheusTests
{
    private const string Buckets = "http_request_duration_seconds_bucket";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Slower = Now.AddMinutes(-20);

    // Requests take at most 0.1 s; from a moment on every fifth takes between 1 and 2.5 s. Scraped under another label
    // than usual.
    private static IEnumerable<MetricSeries> History() => new[] { "web-1", "web-2" }.SelectMany(pod =>
        new[] { "0.1", "1", "2.5", "+Inf" }.Select(le => new MetricSeries(
        Buckets,
        new Dictionary<string, string> { ["kubernetes_namespace"] = "shop", ["pod"] = pod, ["path"] = "/cart", ["le"] = le },
        [.. Enumerable.Range(0, 121).Select(i => Now.AddHours(-1).AddSeconds(30 * i))
            .Select(at => new MetricPoint(at, Count(at, le)))])));

    private static double Count(DateTimeOffset at, string le)
    {
        var all = (at - Now.AddHours(-2)).TotalSeconds * 2;
        var slow = at > Slower ? (at - Slower).TotalSeconds * 0.4 : 0;
        return le is "0.1" or "1" ? all - slow : all;
    }

    [Fact]
    public async Task Quantile_OfAClassicHistogram_IsThatOfEachPod_AndTheSameFromASnapshot()
    {
        await using var prometheus = await RealPrometheus.StartAsync(
            OpenMetrics(History()), TestContext.Current.CancellationToken);
        var request = new ReadRequest.Quantile("shop", Buckets, 0.99, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

        var read = (await ReadAsync(prometheus, request)).ShouldHaveSingleItem();

        read.Why.ShouldBeNull();
        read.Series.Select(s => s.Labels["pod"]).Order().ShouldBe(["web-1", "web-2"]);
        foreach (var series in read.Series)
        {
            var own = BucketQuantile.Of(History().Where(s => s.Labels["pod"] == series.Labels["pod"]), 0.99)
                .ShouldHaveSingleItem();
            At(series, Slower.AddMinutes(-10)).ShouldBe(0.099, 0.0011);
            At(series, Slower.AddMinutes(10)).ShouldBe(2.425, 0.001);
            At(own, Slower.AddMinutes(-10)).ShouldBe(At(series, Slower.AddMinutes(-10)), 0.0011);
            At(own, Slower.AddMinutes(10)).ShouldBe(At(series, Slower.AddMinutes(10)), 0.001);
        }
    }

    // Requests take 0.1 s; from a moment on every fifth takes 2 s. No _bucket, and no name says that it is a histogram.
    [Fact]
    public async Task Quantile_OfANativeHistogram_IsThatOfEachPod()
    {
        const string Native = "http_request_duration_seconds";
        // What is written must lie after what was imported.
        await using var prometheus = await RealPrometheus.StartAsync(
            $"up 1 {Now.AddDays(-1).ToUnixTimeSeconds()}\n", TestContext.Current.CancellationToken);
        foreach (var pod in new[] { "web-1", "web-2" })
        {
            await prometheus.WriteAsync(
                NativeHistogram.WriteRequest(
                    new Dictionary<string, string> { ["__name__"] = Native, ["namespace"] = "shop", ["pod"] = pod },
                    Enumerable.Range(0, 121).Select(i => Now.AddHours(-1).AddSeconds(30 * i))
                        .Select(at => (at, (long)Count(at, "0.1"), (long)(Count(at, "+Inf") - Count(at, "0.1")))),
                    0.1, 2),
                TestContext.Current.CancellationToken);
        }

        var read = (await ReadAsync(prometheus, new ReadRequest.Quantile(
            "shop", Native, 0.99, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30),
            new LabelMatch("pod", "web-.*")))).ShouldHaveSingleItem();

        read.Why.ShouldBeNull();
        read.Series.Select(s => s.Labels["pod"]).Order().ShouldBe(["web-1", "web-2"]);
        foreach (var series in read.Series)
        {
            At(series, Slower.AddMinutes(-10)).ShouldBeInRange(NativeHistogram.Bucket(0.1).Above, NativeHistogram.Bucket(0.1).UpTo);
            At(series, Slower.AddMinutes(10)).ShouldBeInRange(NativeHistogram.Bucket(2).Above, NativeHistogram.Bucket(2).UpTo);
        }
    }

    [Fact]
    public async Task Series_WithALabelMatch_AreThoseOfThatPodOnly()
    {
        await using var prometheus = await RealPrometheus.StartAsync(
            OpenMetrics(History()), TestContext.Current.CancellationToken);

        var reads = await ReadAsync(
            prometheus,
            new ReadRequest.Series(
                "shop", Buckets, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), true, LabelMatch.Exactly("pod", "web-1")),
            new ReadRequest.Series(
                "", Buckets, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), true, new LabelMatch("pod", "(web-2(-.+)?)?")));

        reads[0].Series.Select(s => s.Labels["pod"]).Distinct().ShouldBe(["web-1"]);
        reads[1].Series.Select(s => s.Labels["pod"]).Distinct().ShouldBe(["web-2"]);
    }

    [Fact]
    public async Task Names_UnderAnotherNamespaceLabel_AreFound_AndThoseOfAnUnknownNamespaceAreNotKnown()
    {
        await using var prometheus = await RealPrometheus.StartAsync(
            OpenMetrics(History()), TestContext.Current.CancellationToken);

        var reads = await ReadAsync(
            prometheus, new ReadRequest.MetricNames("shop"), new ReadRequest.MetricNames("elsewhere"));

        reads[0].Names.ShouldBe([Buckets]);
        reads[1].Why.ShouldBe("Prometheus knows no series of namespace elsewhere; check what it scrapes");
    }

    private static async Task<IReadOnlyList<CaseRead>> ReadAsync(
        RealPrometheus prometheus, params ReadRequest[] requests)
    {
        using var http = new HttpClient();
        var source = new ServiceSource(null!, prometheus.Url, http, PrometheusSource.Find);
        var reads = new ClusterReads(null!, source, source, new LiveClusterOptions(), TimeProvider.System);
        return await reads.ReadAsync([.. requests], ClusterObjects.Empty, Now, TestContext.Current.CancellationToken);
    }

    private static double At(MetricSeries series, DateTimeOffset at) => series.Points.Last(p => p.At <= at).Value;

    private static string OpenMetrics(IEnumerable<MetricSeries> all)
    {
        var text = new StringBuilder("# TYPE http_request_duration_seconds histogram\n");
        foreach (var series in all)
        {
            var labels = string.Join(',', series.Labels.Select(l => $"{l.Key}=\"{l.Value}\""));
            foreach (var point in series.Points)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{series.Name}{{{labels}}} {point.Value:0.###} {point.At.ToUnixTimeSeconds()}\n");
            }
        }

        return text.ToString();
    }
}
