using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Tests.Engine;

public sealed class TurnTests
{
    [Fact]
    public async Task Turn_WithFacts_IsInTheLogWhenAnswered()
    {
        await using var bench = new Bench();

        var answer = await bench.AskAsync("a", new Add(5), "first");

        answer.ShouldBe(new Answer(1, Ref: "v0"));
        var stored = (await bench.EventsAsync("a")).ShouldHaveSingleItem();
        stored.Type.ShouldBe("counter.added");
        stored.Actor.ShouldBe("person:ada");
        stored.Cause.ShouldBe("first");
        stored.At.ShouldBe(bench.Time.GetUtcNow());
        (await bench.StateAsync("a")).Total.ShouldBe(5);
        (await bench.Log.Views.FindAsync("counter", "a", Bench.Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Turn_RefusedOrNothing_RecordsNothing()
    {
        await using var bench = new Bench();

        var refused = await bench.AskAsync("a", new Add(-1));
        var nothing = await bench.AskAsync("a", new Add(0));

        refused.Refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Conflict);
        nothing.ShouldBe(new Answer(0, Ref: "none"));
        (await bench.EventsAsync("a")).ShouldBeEmpty();
        bench.Committed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Turn_DecideThrows_CallerGetsItAndTheGrainLivesOn()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Add(1));

        (await Should.ThrowAsync<InvalidOperationException>(async () => await bench.AskAsync("a", new Boom())))
            .Message.ShouldBe("boom");

        (await bench.AskAsync("a", new Add(1))).Version.ShouldBe(2);
        bench.Counter.Loads.ShouldBe(1);
    }

    [Fact]
    public async Task Turn_SameCommandId_IsDecidedOnceAlsoAfterReload()
    {
        var log = new InMemoryLog();
        await using (var bench = new Bench(log))
        {
            await bench.AskAsync("a", new Add(1), "x");
            (await bench.AskAsync("a", new Add(1), "x")).ShouldBe(new Answer(1, Duplicate: true));
        }

        await using var later = new Bench(log);

        (await later.AskAsync("a", new Add(1), "x")).ShouldBe(new Answer(1, Duplicate: true));
        (await later.StateAsync("a")).Total.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Turn_ManyRetriedCommandsAtOnce_EachTakesEffectOnce(int seed)
    {
        await using var bench = new Bench();
        var random = new Random(seed);
        var commands = Enumerable.Range(0, 60)
            .SelectMany(i => Enumerable.Repeat(i, random.Next(1, 4)))
            .OrderBy(_ => random.Next())
            .ToArray();

        var answers = await Task.WhenAll(commands.Select(i => Task.Run(
            () => bench.AskAsync($"k{i % 3}", new Add(i + 1), $"c{i}").AsTask())));

        answers.Count(answer => !answer.Duplicate).ShouldBe(60);
        for (var key = 0; key < 3; key++)
        {
            var expected = Enumerable.Range(0, 60).Where(i => i % 3 == key).ToArray();
            (await bench.StateAsync($"k{key}")).Total.ShouldBe(expected.Sum(i => i + 1));
            (await bench.EventsAsync($"k{key}")).Count.ShouldBe(expected.Length);
        }
    }

    [Fact]
    public async Task Turn_SameGrain_NeverOverlaps()
    {
        await using var bench = new Bench();
        var (inside, most) = (0, 0);
        bench.Counter.Deciding = (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref inside);
        };

        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => Task.Run(() => bench.AskAsync("a", new Add(1)).AsTask())));

        most.ShouldBe(1);
        (await bench.StateAsync("a")).Total.ShouldBe(200);
    }

    [Fact]
    public async Task Turn_OvertakenByAnotherProcess_DecidesAgainOnTheNewState()
    {
        await using var bench = new Bench();
        await using var other = new Bench(bench.Log);
        await bench.AskAsync("a", new Add(1));
        var once = true;
        bench.Faulty.BeforeAppend = async _ =>
        {
            if (once)
            {
                once = false;
                await other.AskAsync("a", new Add(10), "theirs");
            }
        };

        var answer = await bench.AskAsync("a", new Add(100), "ours");

        answer.Version.ShouldBe(3);
        answer.Ref.ShouldBe("v2");
        (await bench.StateAsync("a")).Total.ShouldBe(111);
        (await bench.AskAsync("a", new Add(10), "theirs")).Duplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task Turn_OvertakenEveryTime_GivesUpWithAnAnswer()
    {
        await using var bench = new Bench();
        await using var other = new Bench(bench.Log);
        var n = 0;
        bench.Faulty.BeforeAppend = async _ => await other.AskAsync("a", new Add(1), $"theirs-{++n}");

        var answer = await bench.AskAsync("a", new Add(100));

        answer.Refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Unavailable);
        n.ShouldBe(bench.Options.Attempts);
        (await bench.StateAsync("a")).Total.ShouldBe(n);
    }

    [Fact]
    public async Task Turn_LogUnavailable_NothingIsAcknowledgedAndTheStateStays()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Add(1));
        bench.Faulty.BeforeAppend = _ => throw new LogUnavailableException("full");

        await Should.ThrowAsync<LogUnavailableException>(async () => await bench.AskAsync("a", new Add(1), "x"));
        (await bench.StateAsync("a")).Total.ShouldBe(1);
        bench.Faulty.BeforeAppend = _ => Task.CompletedTask;

        (await bench.AskAsync("a", new Add(1), "x")).ShouldBe(new Answer(2, Ref: "v1"));
        bench.Committed.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Turn_CallerLeavesWhileItRuns_TheCommitStands()
    {
        await using var bench = new Bench();
        using var source = new CancellationTokenSource();
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        bench.Faulty.BeforeAppend = _ =>
        {
            begun.TrySetResult();
            return held.Task;
        };
        var asking = bench.Grains.AskAsync(Bench.Id("a"), new Add(1), Bench.Ada, "x", source.Token).AsTask();
        await begun.Task;

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        held.SetResult();

        (await bench.AskAsync("a", new Add(1), "x")).Duplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task Listener_HearsEveryCommitInOrderBeforeTheAnswer()
    {
        await using var bench = new Bench();
        bench.OnCommit = _ => throw new InvalidOperationException("a bad listener");

        for (var i = 1; i <= 3; i++)
        {
            await bench.AskAsync("a", new Add(i));
            bench.Committed.Count.ShouldBe(i);
        }

        bench.Committed.Select(heard => (heard.State.Total, heard.FirstSeq)).ShouldBe([(1, 1L), (3, 2L), (6, 3L)]);
    }

    [Fact]
    public async Task Grain_Idle_IsForgottenAndRebuiltFromTheLog()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Add(5), "x");
        var before = await bench.StateAsync("a");

        bench.Time.Advance(bench.Options.IdleAfter + bench.Options.IdleAfter);
        var answer = await bench.AskAsync("a", new Add(0));

        bench.Counter.Loads.ShouldBe(2);
        answer.Version.ShouldBe(1);
        (await bench.StateAsync("a")).ShouldBe(before);
        before.Seen.ShouldBe("1:person:ada:x;");
    }

    [Fact]
    public async Task Grain_InUse_IsNotForgotten()
    {
        await using var bench = new Bench();
        for (var i = 0; i < 20; i++)
        {
            await bench.AskAsync("a", new Add(1));
            bench.Time.Advance(bench.Options.IdleAfter / 2);
        }

        bench.Counter.Loads.ShouldBe(1);
    }

    [Fact]
    public async Task State_OfAGrainThatNobodyAsked_IsItsInitialState()
    {
        await using var bench = new Bench();

        var standing = await bench.Grains.StateAsync<CounterState>(Bench.Id("new"), Bench.Token);

        standing.Version.ShouldBe(0);
        standing.State.Key.ShouldBe("new");
        await Should.ThrowAsync<ArgumentException>(
            async () => await bench.Grains.StateAsync<string>(Bench.Id("new"), Bench.Token));
    }

    [Fact]
    public async Task Ask_UnknownKindOrForeignCommand_SaysWhat()
    {
        await using var bench = new Bench();

        (await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Grains.AskAsync(new GrainId("nobody", "a"), new Add(1), Bench.Ada, "x", Bench.Token)))
            .Message.ShouldContain("counter");
        (await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Grains.AskAsync(Bench.Id("a"), "text", Bench.Ada, "x", Bench.Token)))
            .Message.ShouldContain("String");
        bench.Grains.ActiveCount.ShouldBe(1);
    }

    [Fact]
    public async Task Grains_MoreThanTheMost_AreForgottenAndRebuilt()
    {
        await using var bench = new Bench();
        bench.Options.MostActive = 4;

        for (var i = 0; i < 120; i++)
        {
            await bench.AskAsync($"k{i % 60}", new Add(1));
        }

        bench.Faulty.Reads.ShouldBeGreaterThan(100);
        (await bench.StateAsync("k0")).Total.ShouldBe(2);
    }
}
