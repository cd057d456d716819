using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving;

/// <summary>A plan under way that a fallen level stops is undone, and its class hears of no failure.</summary>
public sealed class StoppedPlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)] // from Act, between two steps that KAOS takes by itself
    [InlineData(false)] // from Approve, between two steps of an approved plan
    public async Task Plan_WhoseClassFallsUnderWay_IsUndone_AndTheClassHearsNothing(bool alone)
    {
        var (world, state, facts) = await PlayAsync(new World { ActsAlone = alone, FallsAfter = 1 });

        state.Outcome.ShouldBe(SessionOutcome.RolledBack);
        world.Writes.ShouldBe([(0, false), (0, true)]);
        facts.OfType<PlanStopped>().ShouldHaveSingleItem();
        Lessons.Of(state, facts[^1]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_ThatTheClusterRefusesUnderWay_IsUndone_AndTheClassHearsIt()
    {
        var (_, state, facts) = await PlayAsync(new World { RefusesAfter = 1 });

        facts.OfType<PlanStopped>().ShouldBeEmpty();
        Lessons.Of(state, facts[^1]).Select(send => send.Command).OfType<NoteTreatment>().ShouldHaveSingleItem()
            .Treatment.Result.ShouldBe(TreatmentResult.RolledBack);
    }

    [Fact]
    public async Task Plan_ThatIsStoppedAndCannotBeUndone_IsAFailureAllTheSame()
    {
        var (_, state, facts) = await PlayAsync(new World { FallsAfter = 1, UndoIsRefused = true });

        state.Outcome.ShouldBe(SessionOutcome.Escalated);
        Lessons.Of(state, facts[^1]).Select(send => send.Command).OfType<NoteTreatment>().ShouldHaveSingleItem()
            .Treatment.Result.ShouldBe(TreatmentResult.Failed);
    }

    private static async Task<(World World, SessionState State, List<SessionEvent> Facts)> PlayAsync(World world)
    {
        var log = new InMemoryLog();
        using var host = ResumeTests.Host(log, world, Death.Never);
        await host.StartAsync(Token);
        var signal = Story.Signal(name: "crash") with { Subject = new ObjectRef("Deployment", "shop", "crash") };
        var state = await ResumeTests.ClientAsync(host.Services, log, signal, Token);
        await host.StopAsync(CancellationToken.None);
        var facts = new List<SessionEvent>();
        await foreach (var stored in log.ReadAsync(SessionKind.IdOf(state.Id).Stream, 1, Token))
        {
            facts.Add(new SessionKind().Events.Read(stored.Type, stored.Data.Span));
            if (facts[^1] is SessionEnded)
            {
                break;
            }
        }

        return (world, state, facts);
    }
}
