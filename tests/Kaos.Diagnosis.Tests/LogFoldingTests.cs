using Kaos.Diagnosis.Logs;

namespace Kaos.Diagnosis.Tests;

public sealed class LogFoldingTests
{
    [Fact]
    public void Fold_ThousandsOfLikeLines_GivesFewPatterns()
    {
        var lines = Enumerable.Range(0, 5000)
            .Select(i => $"2026-03-01T03:{i % 60:00}:00Z INFO request {i} took {i % 90} ms for user u{i:x8}");

        var folding = LogFolding.Of(lines);

        folding.Lines.ShouldBe(5000);
        folding.Patterns.Length.ShouldBe(1);
        folding.Patterns[0].Count.ShouldBe(5000);
    }

    [Fact]
    public void Fold_ErrorsOfTwoKinds_TellsFirstFromLoudest()
    {
        string[] lines =
        [
            "2026-03-01T03:14:09Z ERROR cannot open index: no such file",
            .. Enumerable.Range(0, 40).Select(i => $"2026-03-01T03:15:{i:00}Z ERROR request {i} failed"),
        ];

        var folding = LogFolding.Of(lines);

        folding.FirstError.ShouldNotBeNull().Sample.ShouldBe("cannot open index: no such file");
        folding.LoudestError.ShouldNotBeNull().Count.ShouldBe(40);
        folding.LoudestError.ShouldNotBeNull().PerMinute.ShouldNotBeNull().ShouldBeInRange(55, 65);
    }

    [Theory]
    [InlineData("{\"level\":\"warn\",\"ts\":1772334849,\"msg\":\"pool low\"}", LineLevel.Warning, "pool low")]
    [InlineData("time=2026-03-01T03:14:09Z level=error msg=\"no route\" err=\"timeout\"", LineLevel.Error, "no route: timeout")]
    [InlineData("2026-03-01 03:14:09,120 [ERROR] disk is gone", LineLevel.Error, "disk is gone")]
    [InlineData("2026-03-01T03:14:09.5Z 03:14:09.500 WARN  soft limit", LineLevel.Warning, "soft limit")]
    public void Line_OfAnyForm_IsTakenApart(string line, LineLevel level, string message)
    {
        var pattern = LogFolding.Of([line]).Patterns.ShouldHaveSingleItem();

        pattern.Level.ShouldBe(level);
        pattern.Sample.ShouldBe(message);
        pattern.FirstSeen.ShouldNotBeNull().UtcDateTime.Minute.ShouldBe(14);
    }

    [Theory]
    [InlineData("{\"level\":")]
    [InlineData("\"")]
    [InlineData("=========")]
    [InlineData("msg=\"never closed")]
    public void Line_Malformed_IsKeptAsText(string line) => LogFolding.Of([line]).Lines.ShouldBe(1);

    [Fact]
    public void NewSince_PatternSeenBefore_IsLeftOut()
    {
        var folding = LogFolding.Of(
        [
            "2026-03-01T03:00:00Z WARN slow answer 1", "2026-03-01T03:20:00Z WARN slow answer 2",
            "2026-03-01T03:20:01Z WARN cache is full",
        ]);

        folding.NewSince(new DateTimeOffset(2026, 3, 1, 3, 14, 0, TimeSpan.Zero))
            .ShouldHaveSingleItem().Sample.ShouldBe("cache is full");
    }
}
