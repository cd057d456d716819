using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kaos.Agent.Grains.Tests.Correlation;

public sealed class CorrelatorTests
{
    private readonly CorrelatorKind kind = new();

    [Fact]
    public void Assign_SameOwner_Joins()
    {
        var state = After(Assign(Story.Signal("a")));

        Decide(state, Assign(Story.Signal("b"))).How.ShouldBe(Assignment.Joined);
    }

    [Fact]
    public void Assign_OtherOwner_Opens()
    {
        var state = After(Assign(Story.Signal("a")));

        Decide(state, Assign(Story.Signal("b", "other"))).How.ShouldBe(Assignment.Opened);
    }

    [Fact]
    public void Incidents_OverForLong_AreNotKept()
    {
        var state = kind.Initial("default/east");
        for (var i = 0; i < 2000; i++)
        {
            var at = Story.Noon.AddMinutes(i);
            var signal = Story.Signal($"s{i}", $"shop-{i}") with { At = at };
            var opened = Decide(state, Assign(signal));
            state = kind.Fold(state, opened, Meta(2 * i));
            state = kind.Fold(
                state, new IncidentOver(opened.IncidentId, SessionOutcome.Resolved, at.AddMinutes(30)),
                Meta((2 * i) + 1));
        }

        state.Open.ShouldBeEmpty();
        state.Recent.Count.ShouldBeLessThan(1000);
        var latest = Story.Signal("again", "shop-1999") with { At = Story.Noon.AddMinutes(2010) };
        Decide(state, Assign(latest)).How.ShouldBe(Assignment.Reopened);

        static EventMeta Meta(int seq) => new(seq + 1, Story.Noon, "", "");
    }

    [Fact]
    public void Assign_SameSignalAgain_ChangesNothing()
    {
        var state = After(Assign(Story.Signal("a")));

        kind.Decide(state, Assign(Story.Signal("a")), Turn()).Facts.ShouldBeEmpty();
    }

    [Fact]
    public void Assign_DependantNamedByTheDiagnosis_IsAttachedOnlyIfItCameLater()
    {
        var opened = After(Assign(Story.Signal("a")));
        var incident = opened.Open.Values.Single().IncidentId;
        var dependant = Fingerprint.Of(Story.Signal("b", "front"));
        var state = After(opened, new NoteCause(incident, [], [dependant], Story.Noon));

        Decide(state, Assign(Story.Signal("b", "front"))).How.ShouldBe(Assignment.Attached);
        Decide(
            state,
            Assign(Story.Signal("c", "front") with { At = Story.Noon.AddMinutes(-1) })).How.ShouldBe(Assignment.Opened);
        Decide(state, Assign(Story.Signal("d", "unrelated"))).How.ShouldBe(Assignment.Opened);
    }

    [Theory]
    [InlineData(1, 30, Assignment.Reopened)]
    [InlineData(1, null, Assignment.Opened)]
    [InlineData(-1, 30, null)]
    public void Signal_ThatJoinedAfterTheSessionHadEnded_IsNotLost(int minutes, int? window, Assignment? how)
    {
        var opened = After(Assign(Story.Signal("a")));
        var incident = opened.Open.Values.Single().IncidentId;
        var late = Decide(opened, Assign(Story.Signal("late")));
        var joined = kind.Fold(opened, late, new EventMeta(2, Story.Noon.AddMinutes(minutes), "", ""));

        var facts = kind.Decide(
            joined,
            new CloseIncident(
                incident, SessionOutcome.Resolved, window is { } until ? Story.Noon.AddMinutes(until) : null,
                Story.Noon),
            Turn()).Facts;

        late.How.ShouldBe(Assignment.Joined);
        facts[0].ShouldBeOfType<IncidentOver>();
        facts.OfType<SignalAssigned>().Select(again => (again.SignalId, (Assignment?)again.How))
            .ShouldBe(how is null ? [] : [("late", how)]);
    }

    [Fact]
    public void Assign_RecurrenceInsideTheWindow_ReopensTheSameIncident()
    {
        var opened = After(Assign(Story.Signal("a")));
        var incident = opened.Open.Values.Single().IncidentId;
        var state = After(opened, new CloseIncident(incident, SessionOutcome.Resolved, Story.Noon.AddMinutes(30)));

        var again = Decide(state, Assign(Story.Signal("b") with { At = Story.Noon.AddMinutes(10) }));
        var later = Decide(state, Assign(Story.Signal("c") with { At = Story.Noon.AddMinutes(40) }));

        (again.How, again.IncidentId).ShouldBe((Assignment.Reopened, incident));
        later.How.ShouldBe(Assignment.Opened);
        later.IncidentId.ShouldNotBe(incident);
    }

    [Theory]
    [InlineData(false, false, "db", "the root's survives")]
    [InlineData(true, false, "front", "the one acted on survives")]
    [InlineData(false, true, "db", "the one acted on survives")]
    public void NoteCause_OfAnotherOpenIncidentsOwner_MergesTheTwo(
        bool frontActs, bool databaseActs, string survivor, string because)
    {
        var (state, front, database) = TwoOpen();
        state = frontActs ? After(state, new NoteExecuting(front)) : state;
        state = databaseActs ? After(state, new NoteExecuting(database)) : state;

        var merged = Cause(state, front, "db").OfType<IncidentsMerged>().ShouldHaveSingleItem();

        merged.Survivor.ShouldBe(survivor == "db" ? database : front, because);
        var after = After(state, new NoteCause(front, [Print("db")], [Print("db")], Story.Noon));
        Decide(after, Assign(Story.Signal("later", "front"))).IncidentId.ShouldBe(merged.Survivor);
        Decide(after, Assign(Story.Signal("later", "db"))).IncidentId.ShouldBe(merged.Survivor);
    }

    [Fact]
    public void NoteCause_BothActedOn_LinksThem()
    {
        var (state, front, database) = TwoOpen();
        state = After(After(state, new NoteExecuting(front)), new NoteExecuting(database));

        Cause(state, front, "db").ShouldContain(new IncidentsLinked(front, database));
    }

    [Fact]
    public void NoteCause_SymptomThatCameBefore_StaysItsOwnIncident()
    {
        var (state, front, _) = TwoOpen();

        kind.Decide(
            state, new NoteCause(front, [], [Print("db")], Story.Noon.AddMinutes(5)),
            Turn()).Facts.ShouldHaveSingleItem();
    }

    [Fact]
    public void Fingerprint_DiffersByTenantClusterNamespaceKindAndName()
    {
        var owner = new ObjectRef("Deployment", "ns", "app");
        string[] all =
        [
            Fingerprint.Of("t", "c", owner),
            Fingerprint.Of("t2", "c", owner),
            Fingerprint.Of("t", "c2", owner),
            Fingerprint.Of("t", "c", owner with { Namespace = "ns2" }),
            Fingerprint.Of("t", "c", owner with { Kind = "StatefulSet" }),
            Fingerprint.Of("t", "c", owner with { Name = "app2" }),
            Fingerprint.Of("tc", "", owner),
        ];

        all.Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public async Task Signals_AlertEventAndSentenceAtOnce_AreOneIncidentWithOneSession()
    {
        var token = TestContext.Current.CancellationToken;
        using var host = Host();
        await host.StartAsync(token);
        var grains = host.Services.GetRequiredService<IGrains>();
        var views = host.Services.GetRequiredService<IViews>();

        for (var round = 0; round < 100; round++)
        {
            var name = $"app-{round}";
            var correlator = CorrelatorKind.IdOf("default", "east");
            var signals = new[] { "alert", "event", "sentence" }
                .Select(source => Story.Signal($"{source}-{round}", name) with { Source = source });
            await Task.WhenAll(signals.Select(signal => Task.Run(
                async () => await grains.AskAsync(correlator, new AssignSignal(signal), Story.Driver, signal.Id, token),
                token)));

            var state = (await grains.StateAsync<CorrelatorState>(correlator, token)).State;
            var given = new[] { "alert", "event", "sentence" }.Select(source => state.Assigned[$"{source}-{round}"])
                .ToList();
            given.Select(one => one.IncidentId).Distinct().ShouldHaveSingleItem();
            given.Count(one => one.How == Assignment.Opened).ShouldBe(1);

            await OpenedAsync(host.Services.GetRequiredService<IEventLog>(), given[0].SessionId, token);
        }

        (await views.QueryAsync(new ViewQuery(IncidentKind.Name), token)).Total.ShouldBe(100);
        (await views.QueryAsync(new ViewQuery(SessionKind.SessionRow), token)).Total.ShouldBe(100);
    }

    private static async Task OpenedAsync(IEventLog log, string sessionId, CancellationToken cancellationToken)
    {
        await foreach (var _ in log.TailAsync(SessionKind.IdOf(sessionId).Stream, 1, cancellationToken))
        {
            return;
        }
    }

    private static IHost Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddInMemoryLog().AddEmbeddedGrains()
            .AddGrainKind<CorrelatorKind, CorrelatorState, CorrelatorCommand, CorrelatorEvent>()
            .AddGrainKind<IncidentKind, IncidentGrainState, IncidentCommand, IncidentEvent>()
            .AddGrainKind<SessionKind, SessionState, SessionCommand, SessionEvent>();

        return builder.Build();
    }

    private (CorrelatorState State, string Front, string Database) TwoOpen()
    {
        var state = After(After(Assign(Story.Signal("a", "front"))), Assign(Story.Signal("b", "db")));

        return (state, state.Open[Print("front")].IncidentId, state.Open[Print("db")].IncidentId);
    }

    private IReadOnlyList<CorrelatorEvent> Cause(CorrelatorState state, string incident, string root) =>
        kind.Decide(state, new NoteCause(incident, [Print(root)], [Print(root)], Story.Noon), Turn()).Facts;

    private static string Print(string name) => Fingerprint.Of(Story.Signal("x", name));

    private static AssignSignal Assign(Signal signal) => new(signal);

    private static Turn Turn() => new(Story.Driver, Story.Noon, "c", 0);

    private SignalAssigned Decide(CorrelatorState state, CorrelatorCommand command) =>
        kind.Decide(state, command, Turn()).Facts.ShouldHaveSingleItem().ShouldBeOfType<SignalAssigned>();

    private CorrelatorState After(CorrelatorCommand command) => After(kind.Initial("default/east"), command);

    private CorrelatorState After(CorrelatorState state, CorrelatorCommand command) =>
        kind.Decide(state, command, Turn()).Facts.Aggregate(state, (folded, fact) => kind.Fold(folded, fact, default));
}
