using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Kubernetes.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using IntakeResult = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Driving;

/// <summary>
/// A process that dies at any event, or right after any write, is followed by another on the same log: the session ends
/// as it would have, and every step was carried out once.
/// </summary>
public sealed class ResumeTests
{
    // Milliseconds: a hang ends, and no slow machine comes near.
    private const int LongestTest = 600_000;

    internal static readonly Lazy<ClusterSnapshot> Snapshot = new(() => SnapshotReader.Read(
        Repository.File("tests", "fixtures", "kubernetes-wire", "cluster-info-dump")));

    [Theory(Timeout = LongestTest)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Session_KilledAtEveryEvent_EndsTheSameWithEveryStepOnce(bool helps, bool alone)
    {
        var whole = new World { Helps = helps, ActsAlone = alone };
        var (expected, events) = await PlayAsync(whole, Death.Never);
        expected.Outcome.ShouldBe(helps ? SessionOutcome.Resolved : SessionOutcome.RolledBack);
        events.ShouldBeGreaterThan(15);

        for (var after = 1; after < events; after++)
        {
            var world = new World { Helps = helps, ActsAlone = alone };
            var (state, _) = await PlayAsync(world, new Death(after, int.MaxValue));

            state.Outcome.ShouldBe(expected.Outcome, $"killed after event {after}");
            world.Writes.ShouldBe(whole.Writes, $"killed after event {after}");
            string.Concat(state.Narration).ShouldBe(string.Concat(expected.Narration), $"killed after event {after}");
            state.Evidence.Keys.Order().ShouldBe(expected.Evidence.Keys.Order(), $"killed after event {after}");
        }
    }

    [Theory(Timeout = LongestTest)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_KilledRightAfterEveryWrite_RepeatsNone(bool helps)
    {
        var whole = new World { Helps = helps };
        await PlayAsync(whole, Death.Never);

        for (var after = 1; after <= whole.Writes.Count; after++)
        {
            var world = new World { Helps = helps };
            await PlayAsync(world, new Death(int.MaxValue, after));

            world.Writes.ShouldBe(whole.Writes, $"killed after write {after}");
        }
    }

    private static async Task<(SessionState State, int Events)> PlayAsync(World world, Death death)
    {
        var log = new InMemoryLog();
        var signal = Story.Signal(name: "crash") with { Subject = new ObjectRef("Deployment", "shop", "crash") };
        var first = await LiveAsync(log, world, death, signal);
        if (first is { Over: true })
        {
            return (first, death.Events);
        }

        var second = await LiveAsync(log, world, Death.Never, signal);

        return (second.ShouldNotBeNull(), 0);
    }

    /// <summary>
    /// One life of a process: the signal comes (again), the option is chosen (again); null when it died.
    /// </summary>
    private static async Task<SessionState?> LiveAsync(InMemoryLog log, World world, Death death, Signal signal)
    {
        using var host = Host(log, world, death);
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var life = ClientAsync(host.Services, log, signal, end.Token);
        await Task.WhenAny(life, death.Died.Task);
        var state = death.Dead ? null : await life;
        await end.CancelAsync();
        await host.StopAsync(CancellationToken.None);

        return state;
    }

    internal static async Task<SessionState> ClientAsync(
        IServiceProvider services, InMemoryLog log, Signal signal, CancellationToken cancellationToken)
    {
        var grains = services.GetRequiredService<IGrains>();
        await grains.AskAsync(
            CorrelatorKind.IdOf("default", "east"), new AssignSignal(signal), Story.Driver, "signal",
            cancellationToken);
        var fingerprint = Fingerprint.Of(signal);
        var incident = Fingerprint.IncidentId(fingerprint, signal.Id);
        var session = SessionKind.IdOf(Fingerprint.SessionId(incident, signal.Id));
        var codec = new SessionKind().Events;
        await foreach (var stored in log.TailAsync(session.Stream, 1, cancellationToken))
        {
            switch (codec.Read(stored.Type, stored.Data.Span))
            {
                case ChoicesOffered:
                    await grains.AskAsync(
                        session, new ChooseOption("fix", null), Story.Alice, "choose", cancellationToken);
                    break;
                case SessionEnded:
                    return await grains.StateAsync<SessionState>(
                        session, stored.Seq, TimeProvider.System, cancellationToken);
            }
        }

        throw new InvalidOperationException("A tail ends only when it is cancelled.");
    }

    internal static IHost Host(InMemoryLog log, World world, Death death, ICluster? cluster = null)
    {
        var gate = new FakeGate(world, death);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IEventLog>(new MortalLog(log, death));
        builder.Services.AddSingleton(log.Outbox).AddSingleton(log.Deadlines).AddSingleton(log.Views);
        builder.Services.AddSingleton<IGate>(gate).AddSingleton<IPlanner>(gate).AddSingleton<IVerifier>(gate);
        builder.Services.AddSingleton<IClusters>(
            new ClusterList([cluster ?? new JumpingCluster(Snapshot.Value)], (_, _) => "default"));
        builder.Services.AddSingleton<IIntake>(new NoIntake());
        builder.Services.Configure<DriverOptions>(options =>
        {
            options.StepDeadline = TimeSpan.Zero;
            options.FirstBackOff = TimeSpan.FromMilliseconds(1);
        });
        builder.Services.AddKaosGrains();

        return builder.Build();
    }

    private sealed class NoIntake : IIntake
    {
        public Task<IntakeResult> ReadAsync(string sentence, Listener listener, CancellationToken cancellationToken) =>
            Task.FromResult<IntakeResult>(new IntakeResult.Unclear("nothing fits", []));
    }
}
