using System.Security.Cryptography;
using System.Text;
using Kaos.Agent.Grains.Log;
using static Kaos.Tests.Shared.Log.LogUnderTest;

namespace Kaos.Tests.Shared.Log;

/// <summary>Outbox, deadlines, views and blobs beside a log: the same for every log.</summary>
public abstract class LogTablesContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract LogUnderTest Open();

    [Fact]
    public async Task Outbox_Committed_IsPendingInOrderUntilRemoved()
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/1", 0, "x") with { Outbox = [Message("z"), Message("b")] });
        await log.AppendAsync(Commit("a/2", 0, "x") with { Outbox = [Message("a")] });

        (await log.Outbox.PendingAsync(0, 2, Token)).Select(pending => pending.Message.Id).ShouldBe(["z", "b"]);
        await log.Outbox.RemoveAsync(["b", "unknown"], Token);

        var left = await log.Outbox.PendingAsync(0, 10, Token);
        left.Select(pending => pending.Message.Id).ShouldBe(["z", "a"]);
        left[0].Message.ShouldSatisfyAllConditions(
            message => message.Kind.ShouldBe("toy"),
            message => message.Key.ShouldBe("k"),
            message => message.Actor.ShouldBe("person:ada"),
            message => Encoding.UTF8.GetString(message.Command.Span).ShouldBe("z"));
    }

    [Fact]
    public async Task Outbox_WaitingReader_IsWokenByACommit()
    {
        using var log = Open();
        var waiting = log.Outbox.WaitAsync(Token).AsTask();
        await log.AppendAsync(Commit("a/1", 0, "x"));
        waiting.IsCompleted.ShouldBeFalse();

        await log.AppendAsync(Commit("a/1", 1, "y") with { Outbox = [Message("m")] });

        await waiting;
    }

    [Fact]
    public async Task Deadlines_SetMovedAndCleared_StandAsLastCommitted()
    {
        using var log = Open();
        var waiting = log.Deadlines.WaitAsync(Token).AsTask();
        await log.AppendAsync(Commit("a/1", 0, "x") with
        {
            Deadlines = [At("late", 30), At("soon", 10), At("gone", 5), At("moved", 1)],
        });
        await log.AppendAsync(Commit("a/1", 1, "y") with
        {
            Deadlines = [new DeadlineChange("toy", "k", "gone", null), At("moved", 20)],
        });

        await waiting;
        (await log.Deadlines.NextAsync(Token)).ShouldBe(Noon.AddMinutes(10));
        (await log.Deadlines.DueAsync(Noon.AddMinutes(20), 10, Token)).Select(due => due.Name)
            .ShouldBe(["soon", "moved"]);
        (await log.Deadlines.DueAsync(Noon.AddMinutes(60), 1, Token)).Select(due => due.Name).ShouldBe(["soon"]);
        (await log.Deadlines.FindAsync("toy", "k", "moved", Token)).ShouldBe(
            new Deadline("toy", "k", "moved", Noon.AddMinutes(20)));
        (await log.Deadlines.FindAsync("toy", "k", "gone", Token)).ShouldBeNull();

        static DeadlineChange At(string name, int minute) => new("toy", "k", name, Noon.AddMinutes(minute));
    }

    [Fact]
    public async Task Views_SameKeyAgain_NewestWins()
    {
        using var log = Open();
        await log.AppendAsync(
            Commit("a/1", 0, "x") with { Views = [Row("r", 1, state: "open"), Row("r", 1, kind: "other")] });
        await log.AppendAsync(Commit("a/1", 1, "y") with { Views = [Row("r", 2, state: "closed")] });

        var row = await log.Views.FindAsync("toy", "r", Token);

        row.ShouldNotBeNull().State.ShouldBe("closed");
        row.SortAt.ShouldBe(Noon.AddMinutes(2));
        Encoding.UTF8.GetString(row.Json.Span).ShouldBe("\"r\"");
        (await log.Views.QueryAsync(new ViewQuery("toy"), Token)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Views_Filters_AreAllApplied()
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/1", 0, "x") with
        {
            Views =
            [
                Row("1", 1), Row("2", 2, owner: "p"), Row("3", 3, state: "closed"), Row("4", 4, group: "h"),
                Row("5", 5, tag: "u"), Row("6", 6, kind: "other"),
            ],
        });

        (await Keys(new("toy"))).ShouldBe("5 4 3 2 1");
        (await Keys(new("toy", Owners: ["p", "nobody"]))).ShouldBe("2");
        (await Keys(new("toy", Owners: []))).ShouldBe("");
        (await Keys(new("toy", States: ["closed"]))).ShouldBe("3");
        (await Keys(new("toy", States: ["closed", "open"], Group: "h"))).ShouldBe("4");
        (await Keys(new("toy", Tag: "u"))).ShouldBe("5");
        (await Keys(new("toy", Since: Noon.AddMinutes(4)))).ShouldBe("5 4");
        (await Keys(new("toy", Group: "' OR 1=1 --"))).ShouldBe("");

        async Task<string> Keys(ViewQuery query)
        {
            var page = await log.Views.QueryAsync(query, Token);
            page.Total.ShouldBe(page.Rows.Count);
            return string.Join(' ', page.Rows.Select(row => row.Key));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Views_PageAfterPage_GiveEveryRowOnceInOrder(int seed)
    {
        using var log = Open();
        var random = new Random(seed);
        var rows = Enumerable.Range(0, random.Next(1, 120))
            .Select(i => Row($"k{random.Next(1_000_000)}-{i}", random.Next(20), owner: $"o{random.Next(3)}"))
            .ToArray();
        await log.AppendAsync(Commit("a/1", 0, "x") with { Views = rows });
        var query = new ViewQuery("toy", Owners: ["o0", "o2"], PageSize: random.Next(1, 15));

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await log.Views.QueryAsync(query with { PageToken = token }, Token);
            page.Rows.Count.ShouldBeLessThanOrEqualTo(query.PageSize);
            page.Total.ShouldBe(rows.Count(row => row.Owner != "o1"));
            seen.AddRange(page.Rows.Select(row => row.Key));
            token = page.NextPageToken;
        }
        while (token is not null);

        seen.ShouldBe(rows.Where(row => row.Owner != "o1")
            .OrderByDescending(row => row.SortAt)
            .ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => row.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("not base64 at all %%")]
    public async Task Views_ForeignPageToken_IsRefused(string token)
    {
        using var log = Open();

        await Should.ThrowAsync<FormatException>(
            async () => await log.Views.QueryAsync(new ViewQuery("toy", PageToken: token), Token));
    }

    [Fact]
    public async Task Blobs_Put_AreFoundByTheirHash()
    {
        using var log = Open();
        var content = Encoding.UTF8.GetBytes("soft_limit: 512Mi");

        var hash = await log.Blobs.PutAsync(content, Token);

        hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(content)));
        (await log.Blobs.FindAsync(hash, Token)).ShouldNotBeNull().ToArray().ShouldBe(content);
        (await log.Blobs.FindAsync(new string('0', 64), Token)).HasValue.ShouldBeFalse();
    }

    [Fact]
    public async Task Blobs_BeyondTheBound_OldestAreEvicted()
    {
        using var log = Open();
        var hashes = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            hashes.Add(await log.Blobs.PutAsync(Enumerable.Repeat((byte)i, BlobBytes / 4).ToArray(), Token));
        }

        await log.Blobs.PutAsync(Enumerable.Repeat((byte)0, BlobBytes / 4).ToArray(), Token);
        await log.Blobs.PutAsync(new byte[] { 9 }, Token);

        var left = await Task.WhenAll(hashes.Select(async hash => (await log.Blobs.FindAsync(hash, Token)).HasValue));
        left.ShouldBe([true, false, true, true]);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            async () => await log.Blobs.PutAsync(new byte[BlobBytes + 1], Token));
    }

    [Fact]
    public async Task Blobs_ThatAreNeeded_AreNeverEvictedAndFitAgainWhenTheNeedIsOver()
    {
        using var log = Open();
        var oldest = await log.Blobs.PutAsync(Quarter(0), Token);
        await log.AppendAsync(Commit("a/1", 0,
            "offered") with
        { Views = [Need(oldest, "ses-1", BlobNeeds.Needed), Need(oldest, "ses-2", BlobNeeds.Needed)] });
        for (byte i = 1; i < 6; i++)
        {
            await log.Blobs.PutAsync(Quarter(i), Token);
        }

        (await log.Blobs.FindAsync(oldest, Token)).HasValue.ShouldBeTrue();

        await log.AppendAsync(Commit("a/1", 1, "ended") with { Views = [Need(oldest, "ses-1", BlobNeeds.Over)] });
        await log.Blobs.PutAsync(Quarter(6), Token);
        (await log.Blobs.FindAsync(oldest, Token)).HasValue.ShouldBeTrue("another session needs it still");

        await log.AppendAsync(Commit("a/1", 2, "ended") with { Views = [Need(oldest, "ses-2", BlobNeeds.Over)] });
        await log.Blobs.PutAsync(Quarter(7), Token);
        (await log.Blobs.FindAsync(oldest, Token)).HasValue.ShouldBeFalse();
    }

    [Fact]
    public async Task Blobs_AllOfThemNeeded_TakeNoMoreAndLoseNone()
    {
        using var log = Open();
        var needed = new List<string>();
        for (byte i = 0; i < 4; i++)
        {
            needed.Add(await log.Blobs.PutAsync(Quarter(i), Token));
        }

        await log.AppendAsync(
            Commit("a/1", 0,
                "offered") with
            { Views = [.. needed.Select(hash => Need(hash, "ses-1", BlobNeeds.Needed))] });

        (await Should.ThrowAsync<BlobsFullException>(async () => await log.Blobs.PutAsync(Quarter(9), Token))).Message.ShouldContain("Storage:MaxBlobBytes");
        (await log.Blobs.PutAsync(Quarter(0), Token)).ShouldBe(needed[0]);
        foreach (var hash in needed)
        {
            (await log.Blobs.FindAsync(hash, Token)).HasValue.ShouldBeTrue();
        }
    }

    private static byte[] Quarter(byte of) => [.. Enumerable.Repeat(of, BlobBytes / 4)];

    private static ViewRow Need(string hash, string use, string state) =>
        new(BlobNeeds.Row, BlobNeeds.Key(hash, use), "p", state, use, "", DateTimeOffset.UnixEpoch, "null"u8.ToArray());
}
