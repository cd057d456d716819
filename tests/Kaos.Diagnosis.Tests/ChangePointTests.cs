using System.Collections.Immutable;
using Kaos.Diagnosis.Metrics;

namespace Kaos.Diagnosis.Tests;

public sealed class ChangePointTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Find_Step_GivesItsFirstSample()
    {
        var found = ChangePoint.Find(Samples(60, i => i < 40 ? 100 + (i % 3) : 2400)).ShouldNotBeNull();

        found.At.ShouldBe(Start.AddMinutes(40));
        found.Before.ShouldBe(101);
        found.After.ShouldBe(2400);
        found.Sudden.ShouldBeTrue();
    }

    [Fact]
    public void Find_SmallRiseThenLeap_GivesTheLeap() =>
        ChangePoint.Find(Samples(60, i => i < 40 ? 0.12 : i < 43 ? 0.9 : 2.4)).ShouldNotBeNull()
            .At.ShouldBe(Start.AddMinutes(43));

    [Fact]
    public void Find_SawAfterSpike_GivesTheSpike()
    {
        var found = ChangePoint.Find(Samples(60, i => i < 30 ? 340 : i == 30 ? 623 : 220 + (33 * ((i - 31) % 13))))
            .ShouldNotBeNull();

        found.At.ShouldBe(Start.AddMinutes(30));
        found.Peak.ShouldBe(623);
    }

    [Fact]
    public void Find_SlowClimb_IsNotSudden() =>
        ChangePoint.Find(Samples(120, i => i < 40 ? 100 : 100 + ((i - 40) * 10)))
            .ShouldNotBeNull().Sudden.ShouldBeFalse();

    [Fact]
    public void Find_Noise_IsNoChange()
    {
        var random = new Random(11);
        ChangePoint.Find(Samples(120, _ => 100 + (random.NextDouble() * 20))).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Find_TooFewSamples_IsNoChange(int count) =>
        ChangePoint.Find(Samples(count, i => i * 1000)).ShouldBeNull();

    private static ImmutableArray<Sample> Samples(int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(i => new Sample(Start.AddMinutes(i), value(i)))];
}
