using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// Random lives of sessions, alone and two for one object, more than ten thousand different ones; a failing one is told
/// by its seed.
/// </summary>
public sealed class SessionModelTests
{
    private const int Walks = 16_000;

    [Fact]
    public async Task Walks_AnyOrderOfPeopleRivalsCrashesAndClocks_EndRightlyEveryTime()
    {
        var (paths, ends, kinds, writes, losses, rivals) =
            (new HashSet<string>(), new HashSet<SessionOutcome>(), new HashSet<Type>(), 0, 0, 0);
        for (var seed = 0; seed < Walks; seed++)
        {
            var walk = new Walk(seed);
            var stuck = await walk.GoAsync();

            stuck.ShouldBeNull($"seed {seed}: {walk.Path}");
            foreach (var life in walk.Lives)
            {
                life.World.Wrongs.ShouldBeEmpty($"seed {seed}: {walk.Path}");
                life.Foreign.ShouldBeEmpty($"seed {seed}: {walk.Path}");
                life.Story.State.Grants.ShouldBeEmpty($"seed {seed}: {walk.Path}");
                life.World.Held.Except(life.World.Orphans).ShouldBeEmpty($"seed {seed}: {walk.Path}");
                kinds.UnionWith(life.Story.Facts.Select(fact => fact.GetType()));
                ends.Add(life.Story.State.Outcome.ShouldNotBeNull());
                writes += life.World.Writes;
                losses += walk.Lives.Count > 1 ? life.World.Losses : 0;
            }

            paths.Add(walk.Path);
            rivals += walk.Lives.Count - 1;
        }

        // The walks do get everywhere; otherwise this would say nothing.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{paths.Count} different paths, {rivals} with a rival, {writes} writes, {losses} too late for their plan, ends: {string.Join(", ", ends)}");
        paths.Count.ShouldBeGreaterThan(10_000);
        rivals.ShouldBeGreaterThan(Walks / 5);
        losses.ShouldBeGreaterThan(100);
        writes.ShouldBeGreaterThan(Walks / 2);
        ends.ShouldBe(Enum.GetValues<SessionOutcome>().Except([SessionOutcome.Answered]), ignoreOrder: true);
        foreach (var kind
            in new[] { typeof(UndoStarted), typeof(PlanStopped), typeof(PlanWentStale), typeof(RepairedByHand), typeof(GrantReturned), typeof(SteeringMoved), typeof(ChosenAlone) })
        {
            kinds.ShouldContain(kind);
        }
    }
}
