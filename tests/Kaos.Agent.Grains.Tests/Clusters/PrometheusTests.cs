using System.Text.Json;
using Kaos.Agent.Grains.Clusters;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class PrometheusTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void RangeQuery_OfACounter_AsksForARateOfTheNamespace()
    {
        var query = PrometheusAnswers.RangeQuery(
            new ReadRequest.Series(
                "shop", "http_requests_total", TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), true), Now);

        Uri.UnescapeDataString(query).ShouldBe(
            "api/v1/query_range?query=rate(http_requests_total{namespace=\"shop\"}[5m])&start=1772348400&end=1772352000&step=30");
    }

    [Fact]
    public void Quantile_OfAClassicHistogram_SumsRatesByBoundAndPod() =>
        Uri.UnescapeDataString(
            PrometheusAnswers.QuantileQueries(Latency("http_request_duration_seconds_bucket"), Now, "namespace")
                .ShouldHaveSingleItem())
            .ShouldStartWith("api/v1/query_range?query=histogram_quantile(0.99, sum by (le, pod, pod_name, ");

    [Fact]
    public void Quantile_OfWhatMayBeANativeHistogram_IsAskedForItsValuesFirst() =>
        PrometheusAnswers.QuantileQueries(Latency("http_request_duration_seconds"), Now, "namespace")
            .Select(Uri.UnescapeDataString)
            .Select(query => query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..])
            .ShouldSatisfyAllConditions(
                queries => queries.First().ShouldStartWith("http_request_duration_seconds{namespace=\"shop\"}"),
                queries =>
                    queries.Last().ShouldContain("(rate(http_request_duration_seconds{namespace=\"shop\"}[5m])))"));

    [Fact]
    public void Series_OfANativeHistogramAsItIs_AreNone()
    {
        using var answer = JsonDocument.Parse("""
            { "status": "success", "data": { "resultType": "matrix", "result": [
              { "metric": { "__name__": "x", "pod": "web-1" }, "histograms": [ [1772348400, { "count": "9", "sum": "2.5", "buckets": [ [0, "0.25", "0.5", "9"] ] } ] ] } ] } }
            """);

        PrometheusAnswers.Series(answer.RootElement, "x").ShouldBeEmpty();
    }

    private static ReadRequest.Quantile Latency(string metric) =>
        new("shop", metric, 0.99, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    [Fact]
    public void RangeQuery_OfANamespaceWithQuotes_StaysOneSelector() =>
        Uri.UnescapeDataString(PrometheusAnswers.NamesQuery(new ReadRequest.MetricNames("a\"} or up{x=\"")))
            .ShouldContain("namespace=\"a\\\"} or up{x=\\\"\"");

    [Fact]
    public void Series_OfAMatrix_AreReadWithSpecialValues()
    {
        using var answer = JsonDocument.Parse("""
            { "status": "success", "data": { "resultType": "matrix", "result": [
              { "metric": { "__name__": "x", "pod": "web-1" }, "values": [ [1772348400, "1.5"], [1772348430.5, "NaN"], [1772348460, "+Inf"] ] } ] } }
            """);

        var series = PrometheusAnswers.Series(answer.RootElement, "x").Single();

        series.Labels.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("pod", "web-1"));
        series.Points.Select(point => point.Value).ShouldBe([1.5, double.NaN, double.PositiveInfinity]);
        series.Points[0].At.ShouldBe(Now.AddHours(-1));
    }

    [Theory]
    [InlineData("""{ "status": "error", "error": "bad query" }""")]
    [InlineData("[]")]
    public void Series_OfAnotherAnswer_AreRefused(string text)
    {
        using var answer = JsonDocument.Parse(text);

        Should.Throw<JsonException>(() => PrometheusAnswers.Series(answer.RootElement, "x"));
    }

    [Theory]
    [InlineData("prometheus-k8s", "", 9090, true)]
    [InlineData("metrics", "prometheus", 9090, true)]
    [InlineData("prometheus-operator", "", 9090, false)]
    [InlineData("prometheus-node-exporter", "", 9100, false)]
    [InlineData("web", "", 9090, false)]
    public void Service_ByLabelOrName_IsFoundOrNot(string name, string label, int port, bool found)
    {
        var world = Worlds.FromYaml($$"""
            apiVersion: v1
            kind: Service
            metadata: { name: {{name}}, namespace: monitoring, labels: { app.kubernetes.io/name: "{{label}}" } }
            spec: { ports: [ { name: web, port: {{port}} } ] }
            """);

        PrometheusSource.Find(world.Objects).HasValue.ShouldBe(found);
    }
}
