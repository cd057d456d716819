using Kaos.PracticeCluster.Prometheus;

namespace Kaos.PracticeCluster.Tests.Units;

public sealed class PrometheusTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    // Two counters of 2 and 3 per second; the second restarts at noon minus one minute.
    private static readonly Series[] All =
    [
        Of("a", time => (time - Noon).TotalSeconds * 2 + 100_000),
        Of("b", time => time < Noon.AddMinutes(-1) ? (time - Noon).TotalSeconds * 3 + 90_000
            : (time - Noon.AddMinutes(-1)).TotalSeconds * 3),
    ];

    [Theory]
    [InlineData("hits", 2)]
    [InlineData("hits{pod=\"a\"}", 1)]
    [InlineData("hits{pod!=\"a\"}", 1)]
    [InlineData("hits{pod=~\"a|b\"}", 2)]
    [InlineData("{__name__=~\"hit.*\",pod!~\"a\"}", 1)]
    [InlineData("sum(hits)", 1)]
    [InlineData("max by (pod) (hits)", 2)]
    [InlineData("sum(hits) by (pod)", 2)]
    [InlineData("hits > 95000", 1)]
    public void Query_Forms_SelectSeries(string query, int count) => QueryParser.Parse(query)
        .At(Noon, All).Count.ShouldBe(count);

    [Theory]
    [InlineData("rate(hits{pod=\"a\"}[5m])", 2)]
    [InlineData("increase(hits{pod=\"a\"}[10m])", 1200)]
    [InlineData("sum(rate(hits{pod=\"a\"}[5m])) * 60 / 2", 60)]
    [InlineData("changes(hits{pod=\"a\"}[1m])", 3)]
    [InlineData("hits{pod=\"a\"} offset 1m", 99_880)]
    public void Query_Values_AreThoseOfPrometheus(string query, double value) =>
        QueryParser.Parse(query).At(Noon, All).Single().Value.ShouldBe(value, 0.001);

    [Fact]
    public void Rate_CounterReset_NeverNegative() =>
        QueryParser.Parse("rate(hits{pod=\"b\"}[5m])").At(Noon, All).Single().Value.ShouldBeInRange(2.5, 3.0);

    [Theory]
    [InlineData("rate(hits)")]
    [InlineData("sum(")]
    [InlineData("")]
    [InlineData("hits{pod=}")]
    public void Query_Malformed_IsRefused(string query) => Should.Throw<QueryFailure>(() => QueryParser.Parse(query));

    private static Series Of(string pod, Func<DateTimeOffset, double?> at) =>
        new(new Dictionary<string, string> { ["__name__"] = "hits", ["pod"] = pod }, at);
}
