using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Rules.Measured;

namespace Kaos.Diagnosis.Tests;

public sealed class FillingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(900, 10, true, 10.0)]
    [InlineData(900, 0, false, null)]
    [InlineData(500, 10, false, 50.0)]
    [InlineData(980, 0, true, null)]
    [InlineData(850, 1, false, 150.0)]
    public void Filling_ByShareAndPace_IsTroubleOrNot(double used, double perHour, bool isTrouble, double? hoursLeft)
    {
        var filling = Of(hours => used + (perHour * hours)).ShouldNotBeNull();

        filling.IsTrouble.ShouldBe(isTrouble);
        if (hoursLeft is { } hours)
        {
            filling.HoursLeft.ShouldNotBeNull().ShouldBe(hours, 0.01);
        }
        else
        {
            filling.HoursLeft.ShouldBeNull();
        }
    }

    [Fact]
    public void Filling_CleanedOnceOnTheWay_KeepsItsPace() =>
        Of(hours => (hours < -5.5 ? 950 : 900) + (10 * hours)).ShouldNotBeNull().PerHour.ShouldBe(10, 0.01);

    [Fact]
    public void Filling_OfThreeSamples_IsNotTold() =>
        Filling.Of([.. Enumerable.Range(-2, 3).Select(i => new Sample(Now.AddMinutes(i), 1))], 1000).ShouldBeNull();

    [Theory]
    [InlineData(0.5, "30 minutes")]
    [InlineData(9.96, "10 h")]
    [InlineData(100, "4 days")]
    public void Hours_AreSaidAsPeopleDo(double hours, string said) => Filling.Hours(hours).ShouldBe(said);

    private static Filling? Of(Func<double, double> used) => Filling.Of(
        [.. Enumerable.Range(-120, 121).Select(i => new Sample(Now.AddMinutes(5 * i), used(i / 12.0)))], 1000);
}
