using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.PracticeCluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>
/// Seed row 1-14: a program in a pod of its own, from a pinned image, shown word by word, and always removed.
/// </summary>
[Trait("Seed", "1-14")]
public sealed class DebugPodTests
{
    private static readonly string Image = $"docker.io/nicolaka/netshoot@sha256:{new string('a', 64)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DebugPod_AskedFor_IsReviewedRunToldAndRemoved()
    {
        await using var bench = await Bench.StartAsync();

        var plan = await bench.PlanAsync("nslookup cart");

        plan.ReviewType.ShouldBe("exec_approval");
        var review = plan.Reviews!.Value.ShouldHaveSingleItem();
        review.Exec.ShouldNotBeNull().Argv.ShouldBe(["nslookup", "cart"]);
        review.Yaml.ShouldNotBeNull().ShouldContain(Image);
        review.Yaml.ShouldContain("automountServiceAccountToken: false");
        review.Impact.ShouldContain("it is removed at the end");
        PlanRights.Of(plan).Select(right => right.ToString()).Count().ShouldBe(2);
        (await bench.JobsAsync()).ShouldBeEmpty();

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        outcome.Text.ShouldContain("ended with exit code 0");
        outcome.Said.ShouldNotBeNull().Text.ShouldContain("cart.shop.svc.cluster.local");
        (await bench.JobsAsync()).ShouldBeEmpty();
        (await bench.Gate.WriteAsync(plan, 0, undo: true, Token)).Result.ShouldBe(StepResult.Refused);
    }

    [Theory]
    [InlineData("false", StepResult.Written, "exit code 1")]
    [InlineData("nosuch --help", StepResult.Refused, "executable file not found in $PATH")]
    [InlineData("sleep 60", StepResult.Written, "was ended when its 2 s were over")]
    public async Task DebugPod_HoweverItEnds_IsToldAndRemoved(string command, StepResult result, string told)
    {
        await using var bench = await Bench.StartAsync();

        var outcome = await bench.Gate.WriteAsync(
            await bench.PlanAsync(command, ("timeout", "2")), 0, undo: false, Token);

        (outcome.Result, outcome.Text)
            .ShouldSatisfyAllConditions(it => it.Result.ShouldBe(result, it.Text), it => it.Text.ShouldContain(told));
        (await bench.JobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task DebugPod_OutputWithoutEnd_IsCut()
    {
        await using var bench = await Bench.StartAsync();

        var outcome = await bench.Gate.WriteAsync(await bench.PlanAsync("yes"), 0, undo: false, Token);

        outcome.Said.ShouldNotBeNull().Text.ShouldEndWith("[cut after 16 KiB]");
        outcome.Said.Text.Length.ShouldBeLessThan(20_000);
    }

    // What a process before this one left: its Job is read and removed, and no second one is made.
    [Fact]
    public async Task DebugPod_MadeBeforeACrash_IsGoneOnWithAndRemoved()
    {
        await using var bench = await Bench.StartAsync();
        var plan = await bench.PlanAsync("echo once");
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.CannotTell);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = bench.Gate.WriteAsync(plan, 0, undo: false, killed.Token);
        while ((await bench.JobsAsync()).Count == 0)
        {
            running.IsCompleted.ShouldBeFalse();
        }

        await killed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.NotHappened);
        var job = (await bench.JobsAsync()).ShouldHaveSingleItem();

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Said.ShouldNotBeNull().Text.ShouldContain("once");
        outcome.Said.Text.ShouldContain(job);
        (await bench.JobsAsync()).ShouldBeEmpty();
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.CannotTell);
    }

    [Fact]
    public async Task DebugPod_JobOfSomebodyElse_IsLeftAlone()
    {
        await using var bench = await Bench.StartAsync();
        var plan = await bench.PlanAsync("true");
        await bench.Client.CreateAsync(
            ResourceType.Of<Job>(), "shop",
            """{"metadata":{"name":"kaos-debug-1"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b","command":["sleep","9"]}]}}}}"""u8.ToArray(),
            new WriteOptions("test"), Token);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
        (await bench.JobsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Job_OfAPlanThatNobodyCarriesOut_IsSweptAndNoOther()
    {
        await using var bench = await Bench.StartAsync();
        var (plan, other) = (await bench.PlanAsync("true"), Samples.ScalePlan());
        await bench.MakeAsync("kaos-debug-1", plan.Hash);
        await bench.MakeAsync("kaos-debug-2", plan.Hash);
        await bench.MakeAsync("kaos-debug-3", new string('f', 64));

        (await bench.SweepAsync()).ShouldBeEmpty();
        (await bench.SweepAsync(other)).ShouldBeEmpty();
        (await bench.JobsAsync()).Count.ShouldBe(3);
        (await bench.SweepAsync(plan)).ShouldBe(["Job/shop/kaos-debug-1"]);

        (await bench.JobsAsync()).ShouldBe(["kaos-debug-2", "kaos-debug-3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Plan_WithAnotherBodyThanTheActions_IsDeniedAndNothingRuns()
    {
        await using var bench = await Bench.StartAsync();
        var plan = await bench.PlanAsync("true");
        var step = plan.Steps[0];
        var forged = Kaos.Agent.Grains.Gate.Planning.PlanHashing.Hashed(
            plan with { Steps = [step with { Patch = step.Patch.Replace("\"runAsNonRoot\":true", "\"runAsNonRoot\":false", StringComparison.Ordinal) }] });

        var outcome = await bench.Gate.WriteAsync(forged, 0, undo: false, Token);

        (outcome.Result, outcome.Text.Contains("not as this action makes it", StringComparison.Ordinal))
            .ShouldBe((StepResult.Refused, true), outcome.Text);
        (await bench.JobsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", "other", "say which image: netshoot")]
    [InlineData("tcpdump -i any", "netshoot", "captures no packets")]
    [InlineData("psql -c x", "netshoot", "touches no data in stores")]
    [InlineData("", "netshoot", "there is no command")]
    public async Task DebugPod_ThatMayNotBe_HasNoPlanAndSaysWhy(string command, string image, string why)
    {
        await using var bench = await Bench.StartAsync();

        (await bench.OfferAsync(command, ("image", image))).NotOffered.ShouldHaveSingleItem().Why.ShouldContain(why);
    }

    [Fact]
    public void Policy_ImageWithoutDigest_IsRefusedWithItsLine() =>
        Should.Throw<CatalogFormatException>(() =>
            PolicyReader.Read("p.yaml", "rules:\n  - name: a\ndebugImages:\n  - { name: x, image: 'busybox:1.36' }\n"))
            .Message.ShouldContain("has no digest");

    [Fact]
    public async Task DebugPod_WhereThePolicyNamesNoImage_HasNoPlan()
    {
        await using var bench = await Bench.StartAsync(images: false);

        (await bench.OfferAsync("true")).NotOffered.ShouldHaveSingleItem().Why.ShouldContain("names no image");
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly PracticeServer server;
        private readonly ServiceProvider services;
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-debug-");

        private Bench(PracticeServer server, bool images)
        {
            this.server = server;
            Client = new KubernetesClient(
                new ClusterConnection { Name = "practice", Server = new Uri(server.Url) },
                new KubernetesClientOptions(), TimeProvider.System);
            var policy = Path.Combine(folder.FullName, "policy.yaml");
            File.WriteAllText(
                policy,
                "tenants:\n  - { name: shop, tier: agentic }\nrules:\n  - { name: all }\n"
                + (images ? $"debugImages:\n  - {{ name: netshoot, image: '{Image}' }}\n" : ""));
            var collection = new ServiceCollection();
            collection.AddKaosGate();
            collection.Configure<GateOptions>(options =>
            {
                options.PracticeClusters.Add("practice");
                options.PolicyFile = policy;
            });
            collection.AddSingleton<IClusters>(new Ticking(Client));
            collection.AddInMemoryLog();
            collection.AddSingleton<ClusterClients>(name => name == "practice" ? Client : null);
            services = collection.BuildServiceProvider();
        }

        public KubernetesClient Client { get; }

        public IGate Gate => services.GetRequiredService<IGate>();

        public static async Task<Bench> StartAsync(bool images = true) => new(
            await PracticeServer.StartAsync(
                new PracticeClusterOptions { Scenario = "checkout-service", Speed = 5 }, Token), images);

        public async Task<List<string>> JobsAsync()
        {
            var names = new List<string>();
            await foreach (var job in Client.ListAsync<Job>(new ListQuery { Namespace = "shop" }, Token))
            {
                names.Add(job.Metadata.Name);
            }

            return names;
        }

        /// <summary>A Job with the label of a debug step's.</summary>
        public Task MakeAsync(string name, string planHash) => Client.CreateAsync(
            ResourceType.Of<Job>(), "shop",
            System.Text.Encoding.UTF8.GetBytes(
                """{"metadata":{"name":"NAME","labels":{"kaos.dev/plan":"HASH"}},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b","command":["sleep","9"]}]}}}}"""
                    .Replace("NAME", name, StringComparison.Ordinal)
                    .Replace("HASH", planHash[..40], StringComparison.Ordinal)),
            new WriteOptions("test"), Token);

        /// <summary>As if the log knew this plan alone, and nobody carried it out.</summary>
        public Task<IReadOnlyList<string>> SweepAsync(Plan? known = null) => Gate.SweepDebugPodsAsync(
            (head, _) => ValueTask.FromResult(
                known?.Hash.StartsWith(head, StringComparison.Ordinal) == true
                    ? new AbandonedPlan(known, new GrantReason("inc-1", [])) : null),
            Token);

        public Task<Offer> OfferAsync(string command, params (string Name, string Value)[] with) =>
            services.GetRequiredService<IPlanner>()
                .OfferCommandAsync(ActionNames.DebugPod, new ObjectRef("Job", "shop", "kaos-debug-1"), command, with, Token);

        public async Task<Plan> PlanAsync(string command, params (string Name, string Value)[] with)
        {
            var offer = await OfferAsync(command, with);
            return offer.Plans.ShouldHaveSingleItem(string.Join("; ", offer.NotOffered.Select(one => one.Why)));
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            Client.Dispose();
            await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The practice cluster's own clock: waiting is asking until it says that it is time.</summary>
    private sealed class Ticking(KubernetesClient client) : IClusters, ICluster
    {
        private readonly FakeCluster inner = new();

        public IReadOnlyList<ICluster> All => [this];

        public string Name => "practice";

        public DateTimeOffset Now => client.ServerTime;

        public ICluster? Find(string name) => name == Name ? this : null;

        public string TenantOf(string cluster, string? @namespace) => inner.TenantOf(cluster, @namespace);

        public async Task DelayUntilAsync(DateTimeOffset clusterTime, CancellationToken cancellationToken)
        {
            while (client.ServerTime < clusterTime)
            {
                await client.VersionAsync(cancellationToken);
            }
        }

        public Kaos.Kubernetes.Snapshots.ClusterSnapshot Look() => inner.Look() with { Now = Now };

        public Task<Kaos.Diagnosis.CaseFile> ReadAsync(
            Kaos.Diagnosis.CaseFile file, ImmutableArray<Kaos.Diagnosis.ReadRequest> requests,
            CancellationToken cancellationToken) =>
            inner.ReadAsync(file, requests, cancellationToken);

        public ValueTask WaitForChangeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
