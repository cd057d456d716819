using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Grains.Tests.Engine;

public sealed class LoopTests
{
    [Fact]
    public async Task Outbox_Send_ReachesTheOtherGrainOnce()
    {
        await using var bench = new Bench();
        await bench.StartOutboxAsync();

        await bench.AskAsync("a", new Add(5, Tell: "b"));

        var stored = await bench.EventAsync("b", 1);
        stored.Cause.ShouldBe("counter/a/0/0");
        stored.Actor.ShouldBe("person:ada");
        (await bench.StateAsync("b")).Total.ShouldBe(5);
    }

    [Fact]
    public async Task Outbox_LeftByAnEarlierProcess_IsDelivered()
    {
        var log = new InMemoryLog();
        await using (var before = new Bench(log))
        {
            await before.AskAsync("a", new Add(5, Tell: "b"));
        }

        await using var bench = new Bench(log);
        await bench.StartOutboxAsync();

        await bench.EventAsync("b", 1);
    }

    [Fact]
    public async Task Outbox_DeliveredButNotRemoved_IsRecognised()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Add(5, Tell: "b"));
        var message = (await bench.Log.Outbox.PendingAsync(0, 1, Bench.Token)).ShouldHaveSingleItem().Message;

        await bench.Grains.DeliverAsync(message, Bench.Token);
        var again = await bench.Grains.DeliverAsync(message, Bench.Token);

        again.Duplicate.ShouldBeTrue();
        (await bench.StateAsync("b")).Total.ShouldBe(5);
    }

    [Fact]
    public async Task Outbox_ManyToOneGrain_ArriveInOrder()
    {
        await using var bench = new Bench();
        for (var i = 1; i <= 50; i++)
        {
            await bench.AskAsync("a", new Add(i, Tell: "b"));
        }

        await bench.StartOutboxAsync();

        await bench.EventAsync("b", 50);
        (await bench.EventsAsync("b")).Select(stored => stored.Cause)
            .ShouldBe(Enumerable.Range(0, 50).Select(i => $"counter/a/{i}/0"));
    }

    [Fact]
    public async Task Outbox_Refused_CountsAsDelivered()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Add(10));
        await bench.AskAsync("a", new Add(-5, Tell: "b"));
        await bench.AskAsync("a", new Add(7, Tell: "b"));
        await bench.StartOutboxAsync();

        await bench.EventAsync("b", 1);

        (await bench.StateAsync("b")).Total.ShouldBe(7);
    }

    [Fact]
    public async Task Outbox_OneTargetFails_OthersGoOnAndItIsTriedAgainLater()
    {
        await using var bench = new Bench();
        var broken = true;
        bench.Counter.Deciding = (state, _) =>
        {
            if (state.Key == "b" && broken)
            {
                throw new InvalidOperationException("broken");
            }
        };
        await bench.AskAsync("a", new Add(5, Tell: "b"));
        await bench.AskAsync("a", new Add(6, Tell: "c"));
        var waiting = bench.Time.ArmedForAsync(bench.Options.FirstBackOff);
        await bench.StartOutboxAsync();
        await bench.EventAsync("c", 1);
        await waiting;
        (await bench.EventsAsync("b")).ShouldBeEmpty();

        broken = false;
        bench.Time.Advance(bench.Options.FirstBackOff);

        (await bench.EventAsync("b", 1)).Cause.ShouldBe("counter/a/0/0");
    }

    [Fact]
    public async Task Outbox_PagesFullOfBlockedMessages_DoNotHoldBackOthers()
    {
        await using var bench = new Bench();
        bench.Options.PageSize = 2;
        bench.Counter.Deciding = (state, _) =>
        {
            if (state.Key == "b")
            {
                throw new InvalidOperationException("broken");
            }
        };
        for (var i = 0; i < 9; i++)
        {
            await bench.AskAsync("a", new Add(1, Tell: "b"));
        }

        await bench.AskAsync("a", new Add(6, Tell: "c"));
        await bench.StartOutboxAsync();

        await bench.EventAsync("c", 1);
    }

    [Fact]
    public async Task Deadline_Due_WakesTheGrainOnce()
    {
        await using var bench = new Bench();
        await bench.StartDeadlinesAsync();
        var waiting = bench.Time.ArmedForAsync(TimeSpan.FromMinutes(10));
        await bench.AskAsync("a", new Alarm(bench.Time.GetUtcNow().AddMinutes(10)));
        await waiting;

        bench.Time.Advance(TimeSpan.FromMinutes(10));

        var stored = await bench.EventAsync("a", 2);
        stored.Type.ShouldBe("counter.rang");
        stored.Actor.ShouldBe("system:deadlines");
        (await bench.StateAsync("a")).Rings.ShouldBe(1);
        (await bench.Log.Deadlines.NextAsync(Bench.Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Deadline_FellDueWhileNotRunning_WakesTheGrainAtStart()
    {
        var log = new InMemoryLog();
        await using (var before = new Bench(log))
        {
            await before.AskAsync("a", new Alarm(before.Time.GetUtcNow()));
        }

        await using var bench = new Bench(log);
        await bench.StartDeadlinesAsync();

        await bench.EventAsync("a", 2);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("refuse")]
    public async Task Deadline_ThatRecordsNothing_IsCleared(string then)
    {
        await using var bench = new Bench();
        var due = bench.Time.GetUtcNow();
        await bench.AskAsync("a", new Alarm(due, then));

        await bench.Grains.WakeAsync(new Deadline("counter", "a", "alarm", due), Bench.Token);

        (await bench.Log.Deadlines.NextAsync(Bench.Token)).ShouldBeNull();
        (await bench.EventsAsync("a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Deadline_MovedMeanwhile_DoesNotWake()
    {
        await using var bench = new Bench();
        var due = bench.Time.GetUtcNow();
        await bench.AskAsync("a", new Alarm(due));
        await bench.AskAsync("a", new Alarm(due.AddHours(1)));

        await bench.Grains.WakeAsync(new Deadline("counter", "a", "alarm", due), Bench.Token);

        (await bench.StateAsync("a")).Rings.ShouldBe(0);
        (await bench.Log.Deadlines.NextAsync(Bench.Token)).ShouldBe(due.AddHours(1));
    }

    [Fact]
    public async Task Deadline_WakeFails_IsTriedAgainLater()
    {
        await using var bench = new Bench();
        await bench.AskAsync("a", new Alarm(bench.Time.GetUtcNow()));
        bench.Faulty.BeforeAppend = _ => throw new LogUnavailableException("full");
        var waiting = bench.Time.ArmedForAsync(bench.Options.FirstBackOff);
        await bench.StartDeadlinesAsync();
        await waiting;

        bench.Faulty.BeforeAppend = _ => Task.CompletedTask;
        bench.Time.Advance(bench.Options.FirstBackOff);

        await bench.EventAsync("a", 2);
    }
}
