using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Verification;
using Kaos.Agent.Grains.Tests.Driving;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class VerifierTests
{
    private static readonly DateTimeOffset From = Samples.At;
    private static readonly DateTimeOffset Now = Samples.At + TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Read_AfterARollback_SaysWhatIsGoodWithNumbers()
    {
        var cluster = new FakeCluster
        {
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Web(ready: 3)).Add(Pod()).Build(),
            Series =
                [Series("container_memory_working_set_bytes", ("pod", "web-7c5d9f-x2k4p"),
                    [(1, 338), (3, 341), (5, 340)],
                    1024 * 1024)],
        };
        var plan = PlanWith(
            ("rollout-healthy", Samples.Shop, true), ("no-oom-kills", Samples.Shop, true),
            ("memory-stable", Samples.Shop, false));

        var reading = await new Verifier(cluster, new FakeGate(new World(), Death.Never))
            .ReadAsync(plan, Samples.ConfigChange(), From, final: true, TestContext.Current.CancellationToken);

        reading.State.ShouldBe(VerificationState.Good);
        reading.Text.ShouldBe(
            "3 of 3 replicas of web ready, no OOM kills in the last 5 minutes, memory stable at 340Mi.");
        reading.Evidence.Length.ShouldBe(3);
        reading.Evidence[2].Numbers.ShouldNotBeNull()["workingSetBytes"].ShouldBe(340 * 1024 * 1024);
    }

    [Fact]
    public async Task Read_Memory_IsAskedOfTheWorkloadAndNotOfItsNamespace()
    {
        var cluster = new FakeCluster
        {
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Web(ready: 3)).Add(Pod()).Build(),
            Series =
                [Series("container_memory_working_set_bytes", ("pod", "web-neighbour-7c5-x2k4p"),
                    [(1, 300), (5, 310)])],
        };
        var plan = PlanWith(("memory-stable", Samples.Shop, true));

        var reading = await new Verifier(cluster, new FakeGate(new World(), Death.Never))
            .ReadAsync(plan, Samples.ConfigChange(), From, final: true, TestContext.Current.CancellationToken);

        reading.State.ShouldBe(VerificationState.Unknown);
        cluster.Asked.OfType<ReadRequest.MetricNames>().ShouldAllBe(request => request.Where != null);
    }

    [Fact]
    public async Task Read_PoolAndLatencyOfWhoSuffered_AreComparedWithBefore()
    {
        var cluster = new FakeCluster
        {
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Web(ready: 3)).Build(),
            Series =
            [
                Series("db_pool_active_connections", ("service", "web"), [(-20, 500), (5, 180)]),
                Series("db_pool_max_connections", ("service", "web"), [(-20, 500), (5, 500)]),
                Series(
                    "http_request_duration_seconds:p99", ("service", "web"),
                    [(-40, 0.12), (-35, 0.12), (-20, 2.4), (5, 0.13)]),
            ],
        };
        var plan = PlanWith(("pool-recovers", Samples.Db, false), ("latency-recovers", Samples.Db, true));

        var reading = await new Verifier(cluster, new FakeGate(new World(), Death.Never))
            .ReadAsync(plan, Samples.ScaledDown(), From, final: true, TestContext.Current.CancellationToken);

        reading.State.ShouldBe(VerificationState.Good);
        reading.Text.ShouldBe(
            "Active connections dropped from 500/500 to 180/500, latency back at 130 ms (was 2.4 s, usually 120 ms).");
    }

    [Theory]
    [Trait("Seed", "1-12")]
    [InlineData(false, VerificationState.NotYet)]
    [InlineData(true, VerificationState.Failed)]
    public async Task Read_NotAllReady_CountsAsFailedOnlyAtTheEnd(bool final, VerificationState state)
    {
        var cluster = new FakeCluster { Now = Now, Objects = new ClusterObjectsBuilder().Add(Web(ready: 2)).Build() };

        var reading = await new Verifier(cluster, new FakeGate(new World(), Death.Never)).ReadAsync(
            PlanWith(("rollout-healthy", Samples.Shop, true)), Samples.ConfigChange(), From, final,
            TestContext.Current.CancellationToken);

        reading.State.ShouldBe(state);
    }

    [Fact]
    [Trait("Seed", "1-12")]
    public async Task Read_RequiredKindNotReadable_IsUnknownAndNeverGood()
    {
        var cluster = new FakeCluster
        {
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Web(ready: 3)).Build(),
            NotRead = [new UnreadPart("pods in shop", "forbidden")],
        };

        var reading = await new Verifier(cluster, new FakeGate(new World(), Death.Never)).ReadAsync(
            PlanWith(("no-oom-kills", Samples.Shop, true)), Samples.ConfigChange(), From, final: true,
            TestContext.Current.CancellationToken);

        reading.State.ShouldBe(VerificationState.Unknown);
        reading.Text.ShouldContain("forbidden");
    }

    [Theory]
    [InlineData(-1, VerificationState.Good)]
    [InlineData(2, VerificationState.Failed)]
    public void NoOomKills_CountsKillsSinceTheFixOnly(int minutes, VerificationState state)
    {
        var pod = Pod() with
        {
            Status = new PodStatus
            {
                ContainerStatuses =
                [
                    new ContainerStatus
                    {
                        Name = "app",
                        LastState = new ContainerState
                        {
                            Terminated =
                                new ContainerTerminated { Reason = "OOMKilled", ExitCode = 137, FinishedAt = From.AddMinutes(minutes) },
                        },
                    },
                ],
            },
        };

        Read(new NoOomKills(), Samples.Shop, Web(3), pod).State.ShouldBe(state);
    }

    [Fact]
    public void NoOomKills_PodOnItsWayOut_IsNotCounted()
    {
        var pod = Pod() with
        {
            Metadata = Pod().Metadata with { DeletionTimestamp = From },
            Status = new PodStatus
            {
                ContainerStatuses =
                [
                    new ContainerStatus
                    {
                        State = new ContainerState
                        {
                            Terminated =
                                new ContainerTerminated { Reason = "OOMKilled", FinishedAt = From.AddMinutes(1) },
                        },
                    },
                ],
            },
        };

        Read(new NoOomKills(), Samples.Shop, Web(3), pod).State.ShouldBe(VerificationState.Good);
    }

    [Theory]
    [InlineData(new double[] { 200, 300, 400 }, VerificationState.NotYet)] // grows
    [InlineData(new double[] { 480, 480, 480 }, VerificationState.NotYet)] // close to 512Mi
    [InlineData(new double[] { 200, 330, 340 }, VerificationState.Good)] // warm-up, then flat
    [InlineData(new double[0], VerificationState.Unknown)]
    public void MemoryStable_JudgesGrowthAndHeadroom(double[] mebibytes, VerificationState state)
    {
        var series = Series(
            "container_memory_working_set_bytes", ("pod", "web-7c5d9f-x2k4p"),
            [.. mebibytes.Select((value, index) => (index + 1, value))], 1024 * 1024);

        var reading = new MemoryStable().Read(new CheckInput(
            File([Web(3)], [Pod()], series), Samples.Shop, Samples.ConfigChange(), From));

        reading.State.ShouldBe(state);
    }

    [Theory]
    [InlineData(1, VerificationState.NotYet, "1 of 3 endpoints of web ready")]
    [InlineData(3, VerificationState.Good, "3 of 3 endpoints of web ready")]
    public void EndpointsReady_CountsReadyEndpointsOfTheService(int ready, VerificationState state, string text)
    {
        var service = new Service
        {
            Metadata = new ObjectMeta { Name = "web", Namespace = "shop" },
            Spec = new ServiceSpec { Selector = new Dictionary<string, string> { ["app"] = "web" } },
        };
        var slice = new EndpointSlice
        {
            Metadata = new ObjectMeta { Name = "web-1", Namespace = "shop", Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "web" } },
            Endpoints =
            [
                .. Enumerable.Range(0, 3).Select(i => new Endpoint
                {
                    Addresses = [$"10.0.0.{i}"], Conditions = new EndpointConditions { Ready = i < ready },
                }),
            ],
        };
        var world = new ClusterSnapshot
        {
            ClusterName = "practice",
            Now = Now,
            Objects = new ClusterObjectsBuilder().Add(Web(3)).Add(service).Add(slice).Build(),
        };

        var reading = new EndpointsReady()
            .Read(new CheckInput(new CaseFile { World = world }, Samples.Shop, Samples.ScaledDown(), From));

        reading.State.ShouldBe(state);
        reading.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData(true, VerificationState.NotYet)]
    [InlineData(false, VerificationState.Good)]
    public void NodeSchedulable_LooksAtTheCordon(bool cordoned, VerificationState state)
    {
        var node = new Node { Metadata = new ObjectMeta { Name = "node-2" }, Spec = new NodeSpec { Unschedulable = cordoned } };
        var world = new ClusterSnapshot { ClusterName = "practice", Now = Now, Objects = new ClusterObjectsBuilder().Add(node).Build() };

        new NodeSchedulable().Read(
            new CheckInput(
                new CaseFile { World = world }, Samples.NodeTwo, Samples.ScaledDown(), From)).State.ShouldBe(state);
    }

    private static CheckReading Read(ICheck check, ObjectRef target, Deployment deployment, Pod pod) =>
        check.Read(new CheckInput(File([deployment], [pod]), target, Samples.ConfigChange(), From));

    private static CaseFile File(Deployment[] deployments, Pod[] pods, params MetricSeries[] series) => new()
    {
        World = new ClusterSnapshot
        {
            ClusterName = "practice",
            Now = Now,
            Objects = new ClusterObjectsBuilder().AddRange<Deployment>(deployments).AddRange<Pod>(pods).Build(),
            Series = series,
        },
    };

    private static Plan PlanWith(
        params (string Kind, ObjectRef Object, bool Required)[] checks) => Samples.ScalePlan() with
        {
            Verification = new VerificationPlan(
            TimeSpan.FromMinutes(5),
            [.. checks.Select(check => new VerificationCheck(check.Kind, check.Object, check.Required))]),
        };

    private static Deployment Web(int ready) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "shop", Uid = "u-web", Generation = 4 },
        Spec = new DeploymentSpec
        {
            Replicas = 3,
            Selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            Template = new PodTemplate
            {
                Metadata = new ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Spec = new PodSpec
                {
                    Containers =
                    [
                        new Container
                        {
                            Name = "app",
                            Resources = new ResourceRequirements
                            {
                                Limits = new Dictionary<string, Quantity> { ["memory"] = Quantity.Parse("512Mi") },
                            },
                        },
                    ],
                },
            },
        },
        Status =
            new DeploymentStatus { ObservedGeneration = 4, Replicas = 3, UpdatedReplicas = 3, ReadyReplicas = ready },
    };

    private static Pod Pod() => new()
    {
        Metadata = new ObjectMeta { Name = "web-7c5d9f-x2k4p", Namespace = "shop", Labels = new Dictionary<string, string> { ["app"] = "web" } },
    };

    private static MetricSeries Series(
        string name, (string Key, string Value) label, (int Minute, double Value)[] points, double unit = 1) => new(
        name,
        new Dictionary<string, string> { ["namespace"] = "shop", [label.Key] = label.Value },
        [.. points.Select(point => new MetricPoint(From.AddMinutes(point.Minute), point.Value * unit))]);
}
