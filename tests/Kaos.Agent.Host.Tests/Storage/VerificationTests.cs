using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Kaos.Tests.Shared.Time;
using static Kaos.Tests.Shared.Log.LogUnderTest;

namespace Kaos.Agent.Host.Tests.Storage;

public sealed class VerificationTests
{
    private const string StreamOne = "(SELECT id FROM streams WHERE name = 'a/1')";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_Untouched_IsSound()
    {
        using var folder = new TestFolder();
        await FillAsync(folder);

        var verified = Verify(folder);

        verified.Flaws.ShouldBeEmpty();
        verified.Streams.ShouldBe(3);
        verified.Events.ShouldBe(30);
        verified.CheckpointPosition.ShouldBe(30);
    }

    [Theory]
    [InlineData("UPDATE events SET data = CAST('forged' AS BLOB) WHERE seq = 4 AND stream_id = " + StreamOne, 4L,
        "changed")]
    [InlineData("UPDATE events SET actor = 'person:eve' WHERE seq = 10 AND stream_id = " + StreamOne, 10L, "changed")]
    [InlineData("UPDATE events SET at = at + 1 WHERE seq = 1 AND stream_id = " + StreamOne, 1L, "changed")]
    [InlineData("DELETE FROM events WHERE seq = 5 AND stream_id = " + StreamOne, 5L, "missing")]
    [InlineData("DELETE FROM events WHERE seq > 7 AND stream_id = " + StreamOne, null, "ends with 7")]
    public async Task Verify_TamperedEvent_NamesStreamAndPlace(string sql, long? seq, string what)
    {
        using var folder = new TestFolder();
        await FillAsync(folder);
        folder.Tamper(sql);

        var flaw = Verify(folder).Flaws[0];

        flaw.Stream.ShouldBe("a/1");
        flaw.Seq.ShouldBe(seq);
        flaw.What.ShouldContain(what);
    }

    [Fact]
    public async Task Verify_StreamCutWithItsRow_IsShownByTheCheckpoint()
    {
        using var folder = new TestFolder();
        await FillAsync(folder);
        folder.Tamper($"""
            DELETE FROM events WHERE seq > 7 AND stream_id = {StreamOne};
            UPDATE streams SET version = 7, hash = (SELECT hash FROM events WHERE seq = 7 AND stream_id = streams.id)
            WHERE name = 'a/1';
            """);

        var flaw = Verify(folder).Flaws.ShouldHaveSingleItem();

        flaw.Stream.ShouldBe("a/1");
        flaw.What.ShouldContain("Event 10");
    }

    [Fact]
    public async Task Verify_CheckpointRewrittenWithoutTheKey_IsShown()
    {
        using var folder = new TestFolder();
        await FillAsync(folder);
        folder.Tamper($"""
            DELETE FROM events WHERE seq > 7 AND stream_id = {StreamOne};
            UPDATE streams SET version = 7, hash = (SELECT hash FROM events WHERE seq = 7 AND stream_id = streams.id)
            WHERE name = 'a/1';
            UPDATE heads SET version = 7, hash = (SELECT hash FROM streams WHERE name = 'a/1') WHERE stream_id = {StreamOne};
            """);

        Verify(folder).Flaws.ShouldHaveSingleItem().What.ShouldContain("checkpoint at position 30");
    }

    [Fact]
    public async Task Verify_WholeStreamGone_IsShownByTheCheckpoint()
    {
        using var folder = new TestFolder();
        await FillAsync(folder);
        folder.Tamper($"DELETE FROM events WHERE stream_id = {StreamOne}; DELETE FROM streams WHERE name = 'a/1'");

        Verify(folder).Flaws.ShouldContain(flaw => flaw.What.Contains("the stream was cut"));
    }

    [Theory]
    [InlineData("seq = 5")]
    [InlineData("seq > 7")]
    public async Task Read_StreamWithMissingEvents_IsNotGivenOut(string which)
    {
        using var folder = new TestFolder();
        await FillAsync(folder);
        folder.Tamper($"DELETE FROM events WHERE {which} AND stream_id = {StreamOne}");
        using var storage = folder.Open();
        using var log = TestFolder.Log(storage, () => { });

        (await Should.ThrowAsync<LogUnavailableException>(async () => await log.ReadAsync("a/1"))).Message.ShouldContain("a/1");
        (await log.ReadAsync("a/2")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Checkpoint_ByTimeAndByCount_IsTaken()
    {
        using var folder = new TestFolder();
        var time = new FakeTime();
        using var storage = folder.Open(time, options => options.CheckpointEvents = 5);
        using var log = TestFolder.Log(storage, () => { });

        await log.AppendAsync(Commit("a/1", 0, "1"));
        storage.Verify(Token).CheckpointPosition.ShouldBeNull();
        time.Advance(storage.Options.CheckpointInterval);
        await log.AppendAsync(Commit("a/1", 1, "2"));
        storage.Verify(Token).CheckpointPosition.ShouldBe(1);
        await log.AppendAsync(Commit("a/1", 2, "3", "4", "5", "6", "7"));
        await log.AppendAsync(Commit("a/1", 7, "8"));

        storage.Verify(Token).CheckpointPosition.ShouldBe(7);
    }

    private static async Task FillAsync(TestFolder folder)
    {
        using var storage = folder.Open();
        using var log = TestFolder.Log(storage, () => { });
        for (var version = 0; version < 10; version++)
        {
            for (var stream = 0; stream < 3; stream++)
            {
                await log.AppendAsync(Commit($"a/{stream}", version, $"{stream}-{version}"));
            }
        }
    }

    private static LogVerification Verify(TestFolder folder)
    {
        using var storage = folder.Open();
        return storage.Verify(Token);
    }
}
