using Kaos.Agent.Grains.Desk;

namespace Kaos.Agent.Grains.Tests.Intake;

public class IntakeTimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("slow since this morning", "2026-03-01T05:00:00Z")]
    [InlineData("slow since 07:58", "2026-03-01T07:58:00Z")]
    [InlineData("slow since about 7:58 am", "2026-03-01T07:58:00Z")]
    [InlineData("crashing since 9pm", "2026-02-28T21:00:00Z")]
    [InlineData("slow for two hours", "2026-03-01T06:30:00Z")]
    [InlineData("errors for the last 20 minutes", "2026-03-01T08:10:00Z")]
    [InlineData("it began half an hour ago", "2026-03-01T08:00:00Z")]
    [InlineData("for a couple of hours", "2026-03-01T06:30:00Z")]
    [InlineData("in the last hour", "2026-03-01T07:30:00Z")]
    [InlineData("broken since yesterday", "2026-02-28T00:00:00Z")]
    public void Sentence_WithATime_GivesTheMoment(string sentence, string expected) =>
        IntakeTimes.Of(sentence, Now).ShouldBe(DateTimeOffset.Parse(expected, null));

    [Theory]
    [InlineData("checkout is slow")]
    [InlineData("p99 is 2 seconds")]
    [InlineData("returns 503")]
    public void Sentence_WithoutATime_GivesNone(string sentence) => IntakeTimes.Of(sentence, Now).ShouldBeNull();
}
