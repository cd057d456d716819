using Kaos.Agent.Grains.Engine;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Tests.Engine;

public sealed class BeginTests
{
    [Fact]
    public async Task Begin_OfANewGrain_RecordsItsFirstTurnAndLoadsNothing()
    {
        await using var bench = new Bench();

        var answer = await bench.BeginAsync("a", new Add(5), "first");

        answer.Version.ShouldBe(1);
        answer.Whole.ShouldNotBeNull().Facts.ShouldHaveSingleItem().ShouldBe(new Added(5, null));
        bench.Grains.ActiveCount.ShouldBe(0);
        bench.Committed.ShouldHaveSingleItem().FirstSeq.ShouldBe(1);
        (await bench.AskAsync("a", new Add(2))).Version.ShouldBe(2);
        (await bench.StateAsync("a")).Total.ShouldBe(7);
    }
    [Fact]
    public async Task Begin_OfAGrainWithEvents_IsATurnLikeAnyOther()
    {
        await using var bench = new Bench();
        await bench.BeginAsync("a", new Add(5), "first");

        (await bench.BeginAsync("a", new Add(5), "first")).ShouldBe(new Answer(1, Duplicate: true));
        (await bench.BeginAsync("a", new Add(2), "second")).ShouldBe(new Answer(2, Ref: "v1"));
        (await bench.StateAsync("a")).Total.ShouldBe(7);
    }

    [Fact]
    public async Task Begin_ManyAtOnce_OneBeginsAndTheOthersFindIt()
    {
        await using var bench = new Bench();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => Task.Run(async () => await bench.BeginAsync("a", new Add(1), "same"), Bench.Token)));

        answers.Count(static answer => !answer.Duplicate).ShouldBe(1);
        (await bench.EventsAsync("a")).Count.ShouldBe(1);
        (await bench.StateAsync("a")).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Begin_RefusedOrNothing_IsAnsweredByTheGrain()
    {
        await using var bench = new Bench();

        (await bench.BeginAsync("a", new Add(-1), "x")).Refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Conflict);
        (await bench.BeginAsync("a", new Add(0), "y")).ShouldBe(new Answer(0, Ref: "none"));
        (await bench.EventsAsync("a")).ShouldBeEmpty();
    }
}
