using Kaos.Agent.Grains.Desk.Answers;

namespace Kaos.Agent.Grains.Tests.Intake;

public sealed class LogTextTests
{
    [Fact]
    public void Of_LinesWithTheirOwnTime_NamesEachMinuteOnce()
    {
        var text = Of(
            "03:43:16.300 INFO starting", "03:43:16.600 INFO config loaded", "03:43:59.001 WARN slow",
            "03:44:00.508 INFO POST", "03:44:01.000 INFO GET", "03:44:06.489 INFO GET");

        text.How.ShouldBe(", by minute");
        text.Lines.ShouldBe(
            "03:43\n16.300 INFO starting\n16.600 INFO config loaded\n59.001 WARN slow\n" +
            "03:44\n00.508 INFO POST\n01.000 INFO GET\n06.489 INFO GET");
    }

    [Fact]
    public void Of_LinesWithDates_NamesTheDateWithTheMinute()
    {
        const string runtime = "2026-02-28T03:43:20.5Z ";

        var text = Of(
            runtime + "2026-02-28T03:43:16Z one", runtime + "2026-02-28T03:43:17Z two",
            runtime + "2026-02-28T03:43:18Z three");

        text.ShouldBe(new LogText(", by minute", "2026-02-28T03:43\n16Z one\n17Z two\n18Z three"));
    }

    [Fact]
    public void Of_StampsOfTheRuntime_AreSaidToBeUtc() =>
        Of("2026-02-28T05:43:16.1+02:00 one", "2026-02-28T03:43:17.2Z two", "2026-02-28T03:43:18.3Z three")
            .ShouldBe(new LogText(", by minute (UTC)", "03:43\n16 one\n17 two\n18 three"));

    [Fact]
    public void Of_LinesMinutesApart_StandAsTheyAre() =>
        Of("03:43:16 one", "03:44:17 two", "03:45:18 three")
            .ShouldBe(new LogText("", "03:43:16 one\n03:44:17 two\n03:45:18 three"));

    [Fact]
    public void Of_ALineWithoutATime_LeavesAllAsTheyAre() =>
        Of("03:43:16 one", "03:43:17 two", "03:43:18 three", "   at Main()")
            .ShouldBe(new LogText("", "03:43:16 one\n03:43:17 two\n03:43:18 three\n   at Main()"));

    [Fact]
    public void Of_TheSameLineAgain_TellsHowOftenAndUntilWhen() =>
        Of("2026-02-28T03:43:16Z waiting", "2026-02-28T03:44:17Z waiting", "2026-02-28T03:45:18Z waiting")
            .ShouldBe(new LogText(", times are UTC", "03:43:16 waiting (x3, until 03:45:18)"));

    private static LogText Of(params string[] lines) => LogText.Of([.. lines.Select(StampedLine.Of)]);
}
