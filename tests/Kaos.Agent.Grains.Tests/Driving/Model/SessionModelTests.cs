using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// Random lives of a session, more than ten thousand different ones; a failing one is told by its seed.
/// </summary>
public sealed class SessionModelTests
{
    private const int Walks = 16_000;

    [Fact]
    public async Task Walks_AnyOrderOfPeopleCrashesAndClocks_EndRightlyEveryTime()
    {
        var (paths, ends, kinds, writes) =
            (new HashSet<string>(), new HashSet<SessionOutcome>(), new HashSet<Type>(), 0);
        for (var seed = 0; seed < Walks; seed++)
        {
            var walk = new Walk(seed);
            var stuck = await walk.GoAsync();

            stuck.ShouldBeNull($"seed {seed}: {walk.Path}");
            walk.World.Wrongs.ShouldBeEmpty($"seed {seed}: {walk.Path}");
            walk.Story.State.Grants.ShouldBeEmpty($"seed {seed}: {walk.Path}");
            walk.World.Held.Except(walk.World.Orphans).ShouldBeEmpty($"seed {seed}: {walk.Path}");
            paths.Add(walk.Path);
            kinds.UnionWith(walk.Story.Facts.Select(fact => fact.GetType()));
            ends.Add(walk.Story.State.Outcome.ShouldNotBeNull());
            writes += walk.World.Writes;
        }

        // The walks do get everywhere; otherwise this would say nothing.
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{paths.Count} different paths, {writes} writes, ends: {string.Join(", ", ends)}");
        paths.Count.ShouldBeGreaterThan(10_000);
        writes.ShouldBeGreaterThan(Walks / 2);
        ends.ShouldBe(Enum.GetValues<SessionOutcome>().Except([SessionOutcome.Answered]), ignoreOrder: true);
        foreach (var kind
            in new[] { typeof(UndoStarted), typeof(PlanStopped), typeof(PlanWentStale), typeof(RepairedByHand), typeof(GrantReturned), typeof(SteeringMoved), typeof(ChosenAlone) })
        {
            kinds.ShouldContain(kind);
        }
    }
}
