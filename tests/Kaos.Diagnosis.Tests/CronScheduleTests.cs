using Kaos.Diagnosis.Schedules;

namespace Kaos.Diagnosis.Tests;

public sealed class CronScheduleTests
{
    private static readonly DateTimeOffset Thursday = new(2026, 3, 5, 10, 7, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("* * * * *", "2026-03-05T10:07:00Z")]
    [InlineData("*/15 * * * *", "2026-03-05T10:00:00Z")]
    [InlineData("5/20 * * * *", "2026-03-05T10:05:00Z")]
    [InlineData("0 3 * * *", "2026-03-05T03:00:00Z")]
    [InlineData("30 22 * * 1-3", "2026-03-04T22:30:00Z")]
    [InlineData("0 0 * * SUN", "2026-03-01T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-03-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2024-02-29T00:00:00Z")]
    [InlineData("0 12 1,15 jan,feb *", "2026-02-15T12:00:00Z")]
    [InlineData("0 0 1 * tue", "2026-03-03T00:00:00Z")]
    [InlineData("0 0 1 * ?", "2026-03-01T00:00:00Z")]
    [InlineData("@hourly", "2026-03-05T10:00:00Z")]
    [InlineData("@weekly", "2026-03-01T00:00:00Z")]
    public void Before_Schedule_GivesTheLatestTime(string text, string latest)
    {
        CronSchedule.TryParse(text, out var schedule, out _).ShouldBeTrue();

        schedule.Before(Thursday, TimeZoneInfo.Utc).First().ShouldBe(
            DateTimeOffset.Parse(latest, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Before_Twice_GoesOnIntoTheDayBefore()
    {
        CronSchedule.TryParse("0 9,17 * * *", out var schedule, out _).ShouldBeTrue();

        schedule.Before(Thursday, TimeZoneInfo.Utc).Take(3).Select(t => t.Day * 100 + t.Hour).ShouldBe([509, 417, 409]);
    }

    [Fact]
    public void Before_DayThatNeverComes_Ends()
    {
        CronSchedule.TryParse("0 0 30 2 *", out var schedule, out _).ShouldBeTrue();

        schedule.Before(Thursday, TimeZoneInfo.Utc).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("60 * * * *", "no minute")]
    [InlineData("* 24 * * *", "no hour")]
    [InlineData("* * 0 * *", "no day of month")]
    [InlineData("* * * 13 *", "no month")]
    [InlineData("* * * * freitag", "no day of week")]
    [InlineData("*/0 * * * *", "no minute")]
    [InlineData("5-1 * * * *", "no minute")]
    [InlineData("1,,2 * * * *", "no minute")]
    [InlineData("@sometimes", "no macro")]
    public void TryParse_NoSchedule_SaysWhichPart(string text, string why)
    {
        CronSchedule.TryParse(text, out _, out var said).ShouldBeFalse();

        said.ShouldContain(why);
    }
}
