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
    public void Fold_DotNetConsoleEntry_IsReadFromTheLineBelowItsCategory()
    {
        string[] lines = ["fail: Shop.Orders[0]", "      Cannot reach stock:80", "info: Shop.Orders[14]",
            "      Listening on http://[::]:8080"];

        var folding = LogFolding.Of(lines);

        folding.Patterns.Select(p => (p.Level, p.Sample))
            .ShouldBe([(LineLevel.Error, "Cannot reach stock:80"), (LineLevel.Info, "Listening on http://[::]:8080")]);
    }

    [Fact]
    public void Rate_OfAWarningThatWasAlwaysThereAndGrew_GivesTheMinuteAndBothRates()
    {
        string[] lines =
        [
            .. from minute in Enumerable.Range(0, 40)
               from i in Enumerable.Range(0, minute < 25 ? minute % 2 : 12)
               select $"2026-03-01T03:{minute:00}:{i:00}Z WARN retry {i} of call to ledger",
            "2026-03-01T03:00:00Z INFO started",
        ];
        var folding = LogFolding.Of(lines);

        var rate = folding.RateOf(folding.LoudestError.ShouldNotBeNull()).ShouldNotBeNull();

        rate.At.ShouldBe(DateTimeOffset.Parse("2026-03-01T03:25:00Z"));
        rate.Before.ShouldBe(0.5, 0.05);
        rate.After.ShouldBe(12, 0.01);
    }

    [Fact]
    public void Rate_OfAnErrorThatBeganLate_CountsTheQuietMinutesBefore()
    {
        string[] lines =
        [
            .. Enumerable.Range(0, 60).Select(m => $"2026-03-01T03:{m:00}:00Z INFO tick"),
            .. Enumerable.Range(0, 120)
            .Select(i => $"2026-03-01T03:{40 + (i / 6):00}:{i % 60:00}Z ERROR call {i} failed"),
        ];
        var folding = LogFolding.Of(lines);

        var rate = folding.RateOf(folding.LoudestError.ShouldNotBeNull()).ShouldNotBeNull();

        (rate.At, rate.Before, rate.After).ShouldBe((DateTimeOffset.Parse("2026-03-01T03:40:00Z"), 0, 6));
    }

    [Fact]
    public void Rate_OfLinesThatComeAsTheyAlwaysDid_IsNoChange()
    {
        var folding = LogFolding.Of(
            Enumerable.Range(0, 60).Select(m => $"2026-03-01T03:{m:00}:07Z WARN slow query {m}"));

        folding.RateOf(folding.Patterns[0]).ShouldBeNull();
    }

    [Fact]
    public void Rate_OfLinesWithoutTime_IsNotKnown()
    {
        var folding = LogFolding.Of(Enumerable.Range(0, 60).Select(m => $"WARN slow query {m}"));

        folding.RateOf(folding.Patterns[0]).ShouldBeNull();
    }

    [Fact]
    public void Fold_LoudErrorThatStoodForHours_DoesNotHideTheFirstNewOne()
    {
        string[] lines =
        [
            .. Enumerable.Range(0, 50).Select(m => $"2026-03-01T03:{m:00}:00Z ERROR metrics exporter {m} unreachable"),
            "2026-03-01T03:41:10Z ERROR connection to ledger refused",
            .. Enumerable.Range(0, 5).Select(i => $"2026-03-01T03:42:{i:00}Z ERROR order {i} failed"),
        ];
        var folding = LogFolding.Of(lines);

        folding.LoudestError.ShouldNotBeNull().Sample.ShouldStartWith("metrics exporter");
        folding.RateOf(folding.LoudestError!).ShouldBeNull();
        folding.NewSince(DateTimeOffset.Parse("2026-03-01T03:40:30Z"))
            .First().Sample.ShouldBe("connection to ledger refused");
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
    [InlineData("time=2026-03-01T03:14:09Z level=error msg=\"no route\" err=\"timeout\"", LineLevel.Error,
        "no route: timeout")]
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

    [Theory]
    [InlineData(
        "2026-03-01T03:14:09Z ERROR request failed\n2026-03-01T03:14:09Z java.lang.IllegalStateException: no session\n" +
        "2026-03-01T03:14:09Z \tat shop.Layer.call(Layer.java:17)\n2026-03-01T03:14:09Z Caused by: java.net.ConnectException: refused\n" +
        "2026-03-01T03:14:09Z \tat shop.Net.open(Net.java:3)\n2026-03-01T03:14:09Z \t... 12 more",
        "request failed: java.net.ConnectException: refused")]
    [InlineData(
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in open\n    raise KeyError\nKeyError: 'host'\n" +
        "\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n" +
        "  File \"b.py\", line 9, in <module>\nRuntimeError: cannot start",
        "KeyError: 'host'")]
    [InlineData(
        "Unhandled exception. System.InvalidOperationException: cannot start\n ---> System.IO.IOException: disk is gone\n" +
        "   at Shop.Disk.Open() in Disk.cs:line 3\n   --- End of inner exception stack trace ---\n   at Shop.Program.Main()",
        "Unhandled exception. System.InvalidOperationException: cannot start: System.IO.IOException: disk is gone")]
    [InlineData(
        "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.load(0xc000012)\n\t/src/main.go:14 +0x1d\nmain.main()\n\t/src/main.go:9 +0x22\nexit status 2",
        "panic: assignment to entry in nil map")]
    [InlineData(
        "Error: cannot start\n    at Object.<anonymous> (/srv/index.js:3:9)\n    at node:internal/main:28:49 {\n  [cause]: Error: no port\n      at /srv/net.js:1:1\n}",
        "cannot start: Error: no port")]
    public void Fold_StackTrace_IsOneEntryWithItsDeepestCause(string log, string message)
    {
        var folding = LogFolding.Of([log]);

        folding.Patterns.ShouldHaveSingleItem().Sample.ShouldBe(message);
        folding.Lines.ShouldBe(1);
    }

    [Fact]
    public void Fold_LinesAfterATrace_AreEntriesOfTheirOwn() => LogFolding.Of(
        [
            "2026-03-01T03:14:09Z ERROR a", "2026-03-01T03:14:09Z \tat b.C(D.java:1)", "2026-03-01T03:14:10Z INFO next",
            "2026-03-01T03:14:11Z INFO other",
        ]).Lines.ShouldBe(3);

    [Fact]
    public void Fold_OddEncodings_AreReadAsFarAsTheyGo()
    {
        var folding = LogFolding.Of(
            ["\u001b[31mERROR\u001b[0m disk\0 is gone\r", "\u001b[3", "\uFFFD\uFFFD ERROR \uD83D half"]);

        folding.Patterns[0].Sample.ShouldBe("disk is gone");
        folding.Patterns[0].Level.ShouldBe(LineLevel.Error);
    }

    [Fact]
    public void Fold_LineWithoutEnd_IsCut() =>
        LogFolding.Of(
            [new string('x',
                20_000_000)]).Patterns.ShouldHaveSingleItem().Sample.Length.ShouldBeLessThanOrEqualTo(16_384);
}
