using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Models;
using Kaos.PracticeCluster;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>A program in a pod: planned, reviewed (seed 001, exec_approval), run once at most, and recorded.</summary>
public sealed class ExecTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "1-10")]
    [Trait("Seed", "1-14")]
    public async Task Exec_AskedFor_IsReviewedWordByWordAndItsOutputIsEvidence()
    {
        await using var bench = await Bench.StartAsync();

        var plan = await bench.PlanAsync("cat /etc/resolv.conf");

        plan.ReviewType.ShouldBe("exec_approval");
        var review = plan.Reviews!.Value.ShouldHaveSingleItem();
        (review.Type, review.Kind, review.Namespace, review.Name).ShouldBe(("exec_approval", "Pod", "shop", bench.Pod));
        review.Exec.ShouldNotBeNull().Argv.ShouldBe(["cat", "/etc/resolv.conf"]);
        review.Command.ShouldBe(
            $"kubectl exec pod/{bench.Pod} --namespace shop --container checkout-service -- cat /etc/resolv.conf");
        review.Impact.ShouldContain("shell-level access");
        plan.Steps[0].Recovery.ShouldBe(Recovery.AtMostOnce);
        plan.Diff.ShouldBeEmpty();

        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        outcome.Text.ShouldContain("exit code 0");
        outcome.Said.ShouldNotBeNull().Text.ShouldContain("nameserver 10.96.0.10");
        (await bench.Gate.LookAsync(plan, 0, undo: false, Token)).ShouldBe(StepSighting.CannotTell);
        (await bench.Gate.WriteAsync(plan, 0, undo: true, Token)).Result.ShouldBe(StepResult.Refused);
    }

    [Theory]
    [InlineData("nosuch", StepResult.Written, "exit code 127")]
    [InlineData("cat /nowhere", StepResult.Written, "exit code 1")]
    [InlineData("sh -c 'cat /etc/hostname'", StepResult.Written, "exit code 0")]
    public async Task Exec_HoweverItEnds_IsTold(string command, StepResult result, string told)
    {
        await using var bench = await Bench.StartAsync();

        var outcome = await bench.Gate.WriteAsync(await bench.PlanAsync(command), 0, undo: false, Token);

        (outcome.Result, outcome.Text)
            .ShouldSatisfyAllConditions(it => it.Result.ShouldBe(result), it => it.Text.ShouldContain(told));
    }

    [Fact]
    public async Task Exec_OutputWithoutEnd_IsCut_AndSecretsInItAreNotKept()
    {
        await using var bench = await Bench.StartAsync();

        var endless = await bench.Gate.WriteAsync(await bench.PlanAsync("yes"), 0, undo: false, Token);
        await bench.Client.PatchAsync(
            Kaos.Kubernetes.Resources.ResourceType.Of<ConfigMap>(), "shop", "checkout-config",
            KubernetesPatch.Merge("""{"data":{"leak":"DB_PASSWORD=hunter2-very-secret\u001b[2J\n"}}"""),
            new WriteOptions("test"), Token);
        var secret = await bench.Gate.WriteAsync(
            await bench.PlanAsync("cat /etc/checkout/leak"), 0, undo: false, Token);

        endless.Said.ShouldNotBeNull().Text.ShouldEndWith("[cut after 16 KiB]");
        endless.Said.Text.Length.ShouldBeLessThan(20_000);
        secret.Said.ShouldNotBeNull().Text.ShouldContain("DB_PASSWORD=[redacted]");
        secret.Said.Text.ShouldNotContain("hunter2");
        secret.Said.Text.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Exec_BeyondItsTimeLimit_IsOfUnknownOutcome()
    {
        await using var bench = await Bench.StartAsync();

        var outcome = await bench.Gate.WriteAsync(
            await bench.PlanAsync("sleep 60", ("timeout", "1")), 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.OutcomeUnknown);
        outcome.Text.ShouldContain("still running after 1 s");
    }

    [Fact]
    public async Task Exec_PodMadeAnewSinceThePlan_IsStaleAndNothingRuns()
    {
        await using var bench = await Bench.StartAsync();
        var plan = await bench.PlanAsync("env");
        await bench.Client.DeleteAsync(
            Kaos.Kubernetes.Resources.ResourceType.Of<Pod>(), "shop", bench.Pod,
            new DeletePreconditions(GracePeriodSeconds: 0),
            new WriteOptions("test"), Token);

        (await bench.Gate.WriteAsync(plan, 0, undo: false, Token)).Result.ShouldBe(StepResult.Stale);
    }

    [Theory]
    [InlineData("psql -c 'select 1'")]
    [InlineData("/usr/bin/redis-cli get x")]
    [InlineData("sh -c \"true && mysql -e 'drop table t'\"")]
    [InlineData("env PGUSER=x psql")]
    [InlineData("timeout 5 tcpdump -i any")]
    [InlineData("bash -c 'exec $(which mongosh)'")]
    [InlineData("cat /var/run/secrets/kubernetes.io/serviceaccount/token")]
    [InlineData("kubectl delete ns shop")]
    public void NeverList_DataStoresPacketsAndCredentials_AreDenied(string command)
    {
        var argv = CommandText.Split(command).ShouldNotBeNull();

        NeverCommands.Objection(new PodCommand("app", argv, TimeSpan.FromSeconds(1))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cat /etc/mysql/my.cnf")]
    [InlineData("nslookup mysql.shop")]
    [InlineData("env")]
    public void NeverList_LookingAround_IsNotOnIt(string command) =>
        NeverCommands.Objection(new PodCommand("app", CommandText.Split(command)!.Value, TimeSpan.FromSeconds(1)))
            .ShouldBeNull();

    [Theory]
    [InlineData("cat /a | grep b", "no shell is used")]
    [InlineData("cat 'a", "not closed")]
    [InlineData("", "no command")]
    [InlineData("curl -H 'Authorization: Bearer abcdefghijklmnop'", "looks like a credential")]
    public async Task Exec_ThatCannotBeMeant_HasNoPlanAndSaysWhy(string command, string why)
    {
        await using var bench = await Bench.StartAsync();

        (await bench.OfferAsync(command)).NotOffered.ShouldHaveSingleItem().Why.ShouldContain(why);
    }

    [Theory]
    [InlineData("""["a b","","c"]""", new[] { "a b", "", "c" })]
    [InlineData("grep -e 'two words' \"it's\" a\\ b ''", new[] { "grep", "-e", "two words", "it's", "a b", "" })]
    public void CommandText_QuotesAndLists_AreTakenApartAsWritten(string text, string[] argv) =>
        CommandText.Split(text)!.Value.ShouldBe(argv);

    private sealed class Bench : IAsyncDisposable
    {
        private readonly PracticeServer server;
        private readonly ServiceProvider services;

        private Bench(PracticeServer server, KubernetesClient client, string pod)
        {
            this.server = server;
            (Client, Pod) = (client, pod);
            var collection = new ServiceCollection();
            collection.AddKaosGate();
            collection.Configure<GateOptions>(options => options.PracticeClusters.Add("practice"));
            collection.AddSingleton<IClusters>(new FakeCluster());
            collection.AddInMemoryLog();
            collection.AddSingleton<ClusterClients>(name => name == "practice" ? client : null);
            services = collection.BuildServiceProvider();
        }

        public KubernetesClient Client { get; }

        public string Pod { get; }

        public IGate Gate => services.GetRequiredService<IGate>();

        public static async Task<Bench> StartAsync()
        {
            var practice = await PracticeServer.StartAsync(
                new PracticeClusterOptions { Scenario = "checkout-service", Speed = 1 }, Token);
            var client = new KubernetesClient(
                new ClusterConnection { Name = "practice", Server = new Uri(practice.Url) },
                new KubernetesClientOptions(), TimeProvider.System);
            await foreach (var pod in client.ListAsync<Pod>(new ListQuery { Namespace = "shop" }, Token))
            {
                if (pod.Metadata.Name.StartsWith("checkout-service-", StringComparison.Ordinal))
                {
                    return new Bench(practice, client, pod.Metadata.Name);
                }
            }

            throw new InvalidOperationException("The practice cluster has no pod of checkout-service.");
        }

        public Task<Offer> OfferAsync(string command, params (string Name, string Value)[] with) =>
            services.GetRequiredService<IPlanner>()
                .OfferCommandAsync(ActionNames.Exec, new ObjectRef("Pod", "shop", Pod), command, with, Token);

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
        }
    }
}
