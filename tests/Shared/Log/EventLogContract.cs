using Kaos.Agent.Grains.Log;
using static Kaos.Tests.Shared.Log.LogUnderTest;

namespace Kaos.Tests.Shared.Log;

/// <summary>What every log must do. Each log's test project compiles this file and names its log.</summary>
public abstract class EventLogContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract LogUnderTest Open();

    [Fact]
    public async Task Append_AtExpectedVersion_IsReadBackAsWritten()
    {
        using var log = Open();

        var result = await log.Log.AppendAsync(Commit("a/1", 0, "one", "two"), Token);

        result.ShouldBe(new AppendResult(true, 2));
        var events = await log.ReadAsync("a/1");
        events.Select(Text).ShouldBe(["one", "two"]);
        events.Select(stored => stored.Seq).ShouldBe([1L, 2L]);
        events[0].ShouldSatisfyAllConditions(
            stored => stored.Stream.ShouldBe("a/1"),
            stored => stored.Type.ShouldBe("toy.happened"),
            stored => stored.At.ShouldBe(Noon.AddTicks(1234567)),
            stored => stored.At.Offset.ShouldBe(TimeSpan.Zero),
            stored => stored.Actor.ShouldBe("person:ada"),
            stored => stored.Cause.ShouldBe("c"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Append_AtAnotherVersion_WritesNothingOfTheCommit(long expected)
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/1", 0, "one"));

        var result = await log.Log.AppendAsync(
            Commit("a/1", expected, "x") with
            {
                Outbox = [Message("m")],
                Deadlines = [new DeadlineChange("toy", "k", "d", Noon)],
                Views = [Row("r", 0)],
            },
            Token);

        result.ShouldBe(new AppendResult(false, 1));
        (await log.ReadAsync("a/1")).Count.ShouldBe(1);
        (await log.Outbox.PendingAsync(0, 10, Token)).ShouldBeEmpty();
        (await log.Deadlines.NextAsync(Token)).ShouldBeNull();
        (await log.Views.FindAsync("toy", "r", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Append_WithoutEvents_WritesItsRowsAndKeepsTheVersion()
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/1", 0, "one"));

        var result = await log.Log.AppendAsync(Commit("a/1", 1) with { Views = [Row("r", 0)] }, Token);

        result.ShouldBe(new AppendResult(true, 1));
        (await log.Views.FindAsync("toy", "r", Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Append_ManyWritersOnOneVersion_ExactlyOneWins()
    {
        using var log = Open();

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            () => log.Log.AppendAsync(Commit("a/1", 0, $"{i}"), Token).AsTask())));

        results.Count(result => result.Appended).ShouldBe(1);
        results.ShouldAllBe(result => result.Version == 1);
        (await log.ReadAsync("a/1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Append_OneOfManyIsBad_TheOthersStand()
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/0", 0, "zero") with { Outbox = [Message("taken")] });

        var tasks = Enumerable.Range(1, 40).Select(i => Task.Run(async () =>
        {
            var commit = Commit($"a/{i}", 0, $"{i}") with { Outbox = [Message(i % 10 == 0 ? "taken" : $"m{i}")] };
            return await log.Log.AppendAsync(commit, Token);
        })).ToArray();
        await Task.WhenAll(tasks.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));

        tasks.Count(task => task.IsCompletedSuccessfully && task.Result.Appended).ShouldBe(36);
        tasks.Where(task => task.IsFaulted)
            .ShouldAllBe(task => task.Exception!.InnerException is InvalidOperationException);
        (await log.ReadAsync("a/10")).ShouldBeEmpty();
        (await log.ReadAsync("a/11")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_FromTheMiddle_StartsThere()
    {
        using var log = Open();
        await log.AppendAsync(Commit("a/1", 0, [.. Enumerable.Range(1, 1000).Select(i => $"{i}")]));

        (await log.ReadAsync("a/1", 998)).Select(Text).ShouldBe(["998", "999", "1000"]);
        (await log.ReadAsync("a/1", 1001)).ShouldBeEmpty();
        (await log.ReadAsync("a/1")).Count.ShouldBe(1000);
        (await log.ReadAsync("a/none")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chain_AnyAppends_EveryHashFollowsFromTheOneBefore()
    {
        using var log = Open();
        var random = new Random(7);
        var versions = new long[5];
        for (var i = 0; i < 100; i++)
        {
            var stream = random.Next(versions.Length);
            var data = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new string('x', random.Next(50))).ToArray();
            await log.AppendAsync(Commit($"a/{stream}", versions[stream], data));
            versions[stream] += data.Length;
        }

        for (var stream = 0; stream < versions.Length; stream++)
        {
            var hash = EventHash.Origin;
            foreach (var stored in await log.ReadAsync($"a/{stream}"))
            {
                stored.PrevHash.ToArray().ShouldBe(hash.ToArray());
                stored.Hash.ToArray().ShouldBe(EventHash.Of(stored));
                hash = stored.Hash;
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tail_WhileOthersAppend_GivesEveryEventOnceInOrder(int seed)
    {
        using var log = Open();
        const int Events = 2000;
        var random = new Random(seed);
        var readers = Enumerable.Range(0, 4).Select(_ => random.Next(1, 50)).Select(from => Task.Run(async () =>
        {
            var seen = new List<long>();
            await foreach (var stored in log.Log.TailAsync("a/1", from, Token))
            {
                Text(stored).ShouldBe($"{stored.Seq}");
                seen.Add(stored.Seq);
                if (stored.Seq == Events)
                {
                    break;
                }
            }

            return (From: from, Seen: seen);
        })).ToArray();

        for (var version = 0; version < Events;)
        {
            var size = Math.Min(random.Next(1, 20), Events - version);
            await log.AppendAsync(Commit("a/1", version, [.. Enumerable.Range(version + 1, size).Select(i => $"{i}")]));
            version += size;
        }

        foreach (var (from, seen) in await Task.WhenAll(readers))
        {
            seen.ShouldBe(Enumerable.Range(from, Events - from + 1).Select(i => (long)i));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task TailAll_WhileManyAppend_GivesEveryEventOnceInPositionOrder(int seed)
    {
        using var log = Open();
        const int Writers = 8;
        const int Each = 150;
        var reader = Task.Run(async () =>
        {
            var seen = new List<StoredEvent>();
            await foreach (var stored in log.Log.TailAllAsync(0, Token))
            {
                seen.Add(stored);
                if (seen.Count == Writers * Each)
                {
                    break;
                }
            }

            return seen;
        });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + writer);
            for (var version = 0; version < Each;)
            {
                var size = Math.Min(random.Next(1, 5), Each - version);
                await log.AppendAsync(
                    Commit($"w/{writer}", version, [.. Enumerable.Range(version + 1, size).Select(i => $"{i}")]));
                version += size;
            }
        })));

        var events = await reader;
        events.Zip(events.Skip(1)).ShouldAllBe(pair => pair.First.Position < pair.Second.Position);
        foreach (var stream in events.GroupBy(stored => stored.Stream))
        {
            stream.Select(stored => stored.Seq).ShouldBe(Enumerable.Range(1, Each).Select(i => (long)i));
        }

        var after = new List<long>();
        await foreach (var stored in log.Log.TailAllAsync(events[^4].Position, Token))
        {
            after.Add(stored.Position);
            if (after.Count == 3)
            {
                break;
            }
        }

        after.ShouldBe(events.TakeLast(3).Select(stored => stored.Position));
    }

    [Fact]
    public async Task Tail_Cancelled_Ends()
    {
        using var log = Open();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await log.AppendAsync(Commit("a/1", 0, "one"));

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var stored in log.Log.TailAsync("a/1", 1, source.Token))
            {
                stored.Seq.ShouldBe(1);
                await source.CancelAsync();
            }
        });
    }
}
