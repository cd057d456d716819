using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Sessions;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Driving;

/// <summary>Every check of the plan is content, and the workload's own health decides nevertheless.</summary>
public sealed class WorseHealthTests
{
    private static readonly ObjectRef Shop = new("Deployment", "prod", "shop");

    private static readonly Signal Asked = Story.Signal() with
    {
        Request = new ChangeRequest(
            ActionNames.RestoreConfigMap, new("ConfigMap", "prod", "settings"),
            ImmutableSortedDictionary<string, string>.Empty),
    };

    [Fact]
    public async Task Fix_AfterWhichFewerPodsAreReady_IsUndoneWithTheReason()
    {
        var world = new World();

        var (state, facts) = await PlayAsync(world, written => written ? 1 : 3);

        state.Outcome.ShouldBe(SessionOutcome.RolledBack);
        facts.OfType<HealthMeasured>()
            .ShouldHaveSingleItem().Workloads.ShouldBe([new WorkloadHealth(Shop, Wanted: 3, Ready: 3, Ill: 0)]);
        facts.OfType<UndoStarted>()
            .ShouldHaveSingleItem().Why.ShouldContain("3 of its pods were ready before the change, now 1 of 3 are");
        world.Writes.ShouldBe([(0, false), (1, false), (0, true), (1, true)]);
        facts.OfType<SessionEnded>().Single().Text.ShouldContain("the fields are as they were before");
    }

    [Fact]
    public async Task Fix_AfterWhichAsFewPodsAreReadyAsBefore_IsKept()
    {
        var (state, facts) = await PlayAsync(new World(), _ => 1);

        state.Outcome.ShouldBe(SessionOutcome.Resolved);
        facts.OfType<UndoStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Fix_AfterWhichSomebodyElsesPodsAreNotReady_IsKept()
    {
        var (state, _) = await PlayAsync(new World(), _ => 3, neighbours: written => written ? 0 : 3);

        state.Outcome.ShouldBe(SessionOutcome.Resolved);
    }

    [Fact]
    public async Task Undo_ThatIsNotSeenInTheCluster_IsHandedToAPerson()
    {
        var (state, facts) = await PlayAsync(new World { UndoIsLost = true }, written => written ? 1 : 3);

        state.Outcome.ShouldBe(SessionOutcome.Escalated);
        facts.OfType<SessionEnded>().Single().Text.ShouldContain("is not as it was before");
    }

    [Theory]
    [InlineData(3, 0, 3, 3, 2, 0, true)] // one of three is gone
    [InlineData(5, 0, 5, 2, 2, 0, false)] // fewer are asked for
    [InlineData(1, 0, 3, 3, 3, 0, false)] // better
    [InlineData(3, 0, 3, 3, 3, 1, true)] // one crashes now
    [InlineData(3, 1, 3, 3, 2, 1, false)] // the one that crashed before is away
    [InlineData(3, 1, 3, 3, 1, 1, true)] // another one is away, too
    [InlineData(3, 3, 3, 3, 0, 3, true)] // all crashed before, and none is there now
    public void Worse_IsFewerReadyThanBeforeOrMoreThatFail(
        int readyBefore, int illBefore, int wantedBefore, int wantedNow, int readyNow, int illNow, bool worse) =>
        (HealthOfWorkloads.Worse(
            [new(Shop, wantedBefore, readyBefore, illBefore)],
            [new(Shop, wantedNow, readyNow, illNow)]) is not null).ShouldBe(worse);

    private static async Task<(SessionState State, List<SessionEvent> Facts)> PlayAsync(
        World world, Func<bool, int> ready, Func<bool, int>? neighbours = null)
    {
        var log = new InMemoryLog();
        var cluster = new TurningCluster(() =>
            [.. Pods("shop", ready(Written(world))), .. Pods("other", neighbours?.Invoke(Written(world)) ?? 3)]);
        using var host = ResumeTests.Host(log, world, Death.Never, cluster);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var state = await ResumeTests.ClientAsync(host.Services, log, Asked, TestContext.Current.CancellationToken);
        await host.StopAsync(CancellationToken.None);
        var facts = new List<SessionEvent>();
        await foreach (var stored in log.ReadAsync(SessionKind.IdOf(state.Id).Stream, 1,
            TestContext.Current.CancellationToken))
        {
            facts.Add(new SessionKind().Events.Read(stored.Type, stored.Data.Span));
        }

        return (state, facts);
    }

    private static bool Written(World world) => world.Writes.Count > 0 && !world.Writes.Contains((0, true));

    private static IEnumerable<Pod> Pods(string app, int ready) => Enumerable.Range(0, 3).Select(number => new Pod
    {
        Metadata = new ObjectMeta { Name = $"{app}-{number}", Namespace = "prod", Labels = Labels(app) },
        Status = new PodStatus { Phase = "Running", Conditions = [new Condition { Type = "Ready", Status = number < ready ? "True" : "False" }] },
    });

    private static Dictionary<string, string> Labels(string app) => new() { ["app"] = app };

    /// <summary>A cluster whose pods are made at each look.</summary>
    private sealed class TurningCluster(Func<IEnumerable<Pod>> pods) : ICluster
    {
        public string Name => "east";

        public DateTimeOffset Now { get; private set; } = Story.Noon;

        public Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
        {
            Now = clusterTime > Now ? clusterTime : Now;
            return Task.CompletedTask;
        }

        public ClusterSnapshot Look() => new()
        {
            ClusterName = Name,
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Workload("shop")).Add(Workload("other"))
                .AddRange<Pod>([.. pods()]).Build(),
        };

        public Task<CaseFile> ReadAsync(
            CaseFile file, ImmutableArray<ReadRequest> requests, CancellationToken cancellationToken) =>
            Task.FromResult(file with { Done = file.Done.Union(requests) });

        public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) =>
            new(new TaskCompletionSource().Task.WaitAsync(cancellationToken));

        private static Deployment Workload(string app) => new()
        {
            Metadata = new ObjectMeta { Name = app, Namespace = "prod" },
            Spec = new DeploymentSpec
            {
                Replicas = 3,
                Selector = new LabelSelector { MatchLabels = Labels(app) },
                Template = new PodTemplate { Metadata = new ObjectMeta { Labels = Labels(app) } },
            },
        };
    }
}
