using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Clusters;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Informers;
using Kaos.PracticeCluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Host.Tests.Clusters;

/// <summary>One kubeconfig with two contexts, both real API servers over HTTP.</summary>
public sealed class OtherContextsTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-contexts-");
    private readonly List<PracticeServer> servers = [];
    private OtherContexts others = null!;
    private ClusterList clusters = null!;
    private KubernetesClient client = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var scenario in new[] { "checkout-service", "payment-gateway" })
        {
            servers.Add(await PracticeServer.StartAsync(
                new PracticeClusterOptions { Scenario = scenario, KubeconfigPath = Path.Combine(folder.FullName, scenario) },
                Token));
        }

        var config = Kubeconfig.Load(
            [.. servers.Select((_, i) => Path.Combine(folder.FullName, i == 0 ? "checkout-service" : "payment-gateway"))]);
        var chosen = new ChosenCluster(
            ClusterKinds.Kubeconfig, config.Connect(servers[0].ClusterName, TimeProvider.System), "test", config);
        client = new KubernetesClient(chosen.Connection, new KubernetesClientOptions(), TimeProvider.System);
        others = new OtherContexts(chosen, Live, TimeProvider.System);
        clusters = new ClusterList([Live(client)], (_, @namespace) => @namespace, others);
    }

    public async ValueTask DisposeAsync()
    {
        await others.DisposeAsync();
        client.Dispose();
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Context_NotAskedAbout_IsListedAndNotOpened()
    {
        var answer = (await SayAsync("what clusters can I access?")).ShouldBeOfType<Intake.Answer>();

        answer.Text.ShouldContain(servers[1].ClusterName);
        answer.Text.ShouldContain("not opened");
        clusters.Find(servers[1].ClusterName).ShouldBeNull();
    }

    [Fact]
    public async Task Context_NamedInASentence_IsOpenedAndNamedInTheAnswer()
    {
        var answer = (await SayAsync($"list deployments in {servers[1].ClusterName}")).ShouldBeOfType<Intake.Answer>();

        answer.Text.ShouldContain("payment-gateway");
        answer.Text.ShouldContain(servers[1].ClusterName);
        answer.Text.ShouldNotContain("checkout-service");
    }

    [Fact]
    public async Task Context_ChosenInTheConversation_IsMeantWhereNoneIsNamed()
    {
        var chosen = (await SayAsync($"use context {servers[1].ClusterName}")).ShouldBeOfType<Intake.ClusterChosen>();

        var answer = (await SayAsync("list deployments", chosen.Cluster)).ShouldBeOfType<Intake.Answer>();

        answer.Text.ShouldContain("payment-gateway");
        answer.Data!.Value.GetProperty("clusters")[0].GetString().ShouldBe(servers[1].ClusterName);
    }

    [Fact]
    public async Task Context_ThatDoesNotExist_IsAnsweredWithThoseThatDo()
    {
        var unclear = (await SayAsync("use context mars")).ShouldBeOfType<Intake.Unclear>();

        unclear.Text.ShouldContain(servers[0].ClusterName);
        unclear.Text.ShouldContain(servers[1].ClusterName);
    }

    private Task<Intake> SayAsync(string sentence, string? cluster = null) =>
        new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"], cluster), Token);

    private static LiveCluster Live(KubernetesClient of) => new(
        of, new ClusterCache(of, new InformerOptions(), TimeProvider.System), new InMemoryBlobs(), new HttpClient(),
        new LiveClusterOptions(),
        TimeProvider.System, NullLogger<LiveCluster>.Instance);
}
