using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Driving;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Classes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Maturing;

/// <summary>Trouble that comes back soon after it was mended; and what a person mended by hand.</summary>
public sealed class RecurrenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "4-9")]
    public async Task Signal_InsideTheWindow_ReopensTheIncidentAndLowersTheClass()
    {
        var log = new InMemoryLog();
        using var host = ResumeTests.Host(log, new World(), Death.Never);
        await host.StartAsync(Token);
        var grains = host.Services.GetRequiredService<IGrains>();
        var plan = Story.Plan("p2");
        var incidentClass = ClassKind.IdOf(plan.Tenant, plan.IncidentClass);
        var signal =
            Story.Signal(name: "crash") with { Subject = new ObjectRef("Deployment", "shop", "crash"), At = ResumeTests.Snapshot.Value.Now };
        (await ResumeTests.ClientAsync(host.Services, log, signal, Token)).Outcome.ShouldBe(SessionOutcome.Resolved);
        await HeardAsync(log, incidentClass, nameof(ClassTreated));

        var again = await grains.AskAsync(
            CorrelatorKind.IdOf("default", "east"),
            new AssignSignal(signal with { Id = "sig-2", At = signal.At.AddMinutes(2) }), Story.Driver, "again", Token);

        var demoted = await HeardAsync(log, incidentClass, nameof(ClassDemoted));
        var state = await grains.StateAsync<ClassState>(incidentClass, demoted, TimeProvider.System, Token);
        state.Level.ShouldBe(Maturity.Propose);
        state.Why.ShouldNotBeNull().ShouldContain($"{again.Ref} came back");
        state.Past.ShouldHaveSingleItem().Recurred.ShouldBeTrue();
        var incident =
            (await grains.StateAsync<IncidentGrainState>(IncidentKind.IdOf(again.Ref.ShouldNotBeNull()),
                Token)).State.View.ShouldNotBeNull();
        incident.State.ShouldNotBe(IncidentState.Resolved);
        incident.SessionId.ShouldBe(Fingerprint.SessionId(again.Ref, "sig-2"));
        await host.StopAsync(CancellationToken.None);
    }

    [Theory]
    [Trait("Seed", "4-26")]
    [InlineData("p2", true)]
    [InlineData(null, false)]
    public void RepairByHand_IsToldToTheClassBesideWhatWasProposed(string? carriedOut, bool same)
    {
        var story = Story.WithChoices();
        var repaired = new RepairedByHand(carriedOut, null, Story.Noon, "Repaired by hand.");

        var told = Lessons.Of(story.State, repaired).ToList();

        var deed = told[0].Command.ShouldBeOfType<NoteDeed>().Deed;
        (deed.Same, deed.By, deed.Did).ShouldBe((same, "unknown", "Repaired by hand."));
        deed.Proposed.ShouldBe(Ways.Of(story.State.Plans[carriedOut ?? "p1"]));
        told[1].Command.ShouldBe(new NoteClass(story.State.Plans["p2"].IncidentClass));
    }

    // Completes when the class's log holds such an event, with its number.
    private static async Task<long> HeardAsync(InMemoryLog log, GrainId incidentClass, string type)
    {
        var codec = new ClassKind().Events;
        await foreach (var stored in log.TailAsync(incidentClass.Stream, 1, Token))
        {
            if (codec.Read(stored.Type, stored.Data.Span).GetType().Name == type)
            {
                return stored.Seq;
            }
        }

        throw new InvalidOperationException("A tail ends only when it is cancelled.");
    }
}
