using Kaos.Agent.Host.Tests.Broker;
using Kaos.Agent.Host.Tests.EndToEnd;
using Kaos.Agent.Host.Tests.Faults;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>
/// A cluster with the accounts and rights of deploy/k8s, a broker and a KAOS as processes of their own; KAOS has its
/// own account and talks to the API server over a wire that the test holds.
/// </summary>
internal sealed class BrokeredCluster : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-acting-");
    private readonly bool all;
    private string brokerAddress = "http://127.0.0.1:0";

    private BrokeredCluster(BrokerBench bench, bool all)
    {
        (Bench, this.all) = (bench, all);
        Wire = new ApiProxy(bench.Cluster);
    }

    public BrokerBench Bench { get; }

    public ApiProxy Wire { get; }

    public string Data => Path.Combine(folder.FullName, "data");

    /// <summary>In the cluster's time.</summary>
    public TimeSpan LongestGrant { get; set; } = TimeSpan.FromHours(1);

    public KaosProcess? Broker { get; private set; }

    /// <param name="all">With the components for programs in pods and for nodes.</param>
    public static async Task<BrokeredCluster> StartAsync(
        double speed, CancellationToken cancellationToken, bool all = false, string scenario = "checkout-service")
    {
        var cluster = new BrokeredCluster(await BrokerBench.InstalledAsync(scenario, speed, all), all);
        await cluster.Wire.MendAsync(cancellationToken);
        await cluster.WriteAsync("kaos-token", cluster.Bench.KaosToken);
        await cluster.WriteAsync("kaos", cluster.Kubeconfig(cluster.Wire.Address, cluster.Bench.KaosToken));
        await cluster.WriteAsync(
            "broker",
            cluster.Kubeconfig(cluster.Bench.Cluster, await cluster.Bench.TokenOfAsync("kaos", "kaos-broker")));
        return cluster;
    }

    /// <summary>At the same address each time.</summary>
    public async Task StartBrokerAsync(CancellationToken cancellationToken)
    {
        Broker = await KaosProcess.StartAsync(
            [$"--urls={brokerAddress}", "--Cluster=kubeconfig", "--Broker:Audience=", "--Broker:Sweep=00:00:01",
                $"--Broker:Longest={LongestGrant}", $"--Broker:Exec={all}", $"--Broker:Nodes={all}"],
            new() { ["KUBECONFIG"] = Named("broker") }, cancellationToken, verb: "broker");
        brokerAddress = Broker.Address.ToString().TrimEnd('/');
    }

    public async Task StopBrokerAsync()
    {
        await (Broker?.KillAsync() ?? Task.CompletedTask);
        Broker = null;
    }

    /// <param name="killAt">An event's name: SIGKILL as soon as that is durable.</param>
    /// <param name="data">The data folder; null: the cluster's own.</param>
    public async Task<KaosProcess> StartKaosAsync(
        Maturity ceiling, CancellationToken cancellationToken, string? killAt = null, string? data = null)
    {
        await WriteAsync("policy.yaml", $$"""
            tenants: [{ name: "*", tier: agentic }]
            rules:
              - { name: all, ceiling: {{ceiling}}, brake: { coolDown: 0s } }
            debugImages:
              - { name: tools, image: "registry.example/tools@sha256:{{new string('a', 64)}}" }
            """);
        Dictionary<string, string> environment = new() { ["KUBECONFIG"] = Named("kaos") };
        if (killAt is not null)
        {
            environment["KAOS_TEST_KILL_AT"] = killAt;
        }

        return await KaosProcess.StartAsync(
            [
                "--Cluster=kubeconfig", $"--Data:Path={data ?? Data}", $"--Policy:Path={Named("policy.yaml")}",
                $"--Prometheus:Url={Wire.Address}api/v1/namespaces/monitoring/services/prometheus:9090/proxy",
                "--Driver:StepDeadline=00:00:02", $"--Grants:TokenFile={Named("kaos-token")}",
                .. Broker is null ? Array.Empty<string>() : [$"--Grants:Broker={brokerAddress}"],
            ],
            environment, cancellationToken, killAt is null ? null : "Kaos.Agent.MortalHost.dll");
    }

    /// <summary>No object of any grant is in the cluster; waits for it, as long as the test may.</summary>
    public Task NoGrantLeftAsync() => Bench.UntilAsync(async () => (await Bench.PartsAsync()).Count == 0);

    public async ValueTask DisposeAsync()
    {
        await (Broker?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Wire.DisposeAsync();
        await Bench.DisposeAsync();
        folder.Delete(recursive: true);
    }

    public string Named(string name) => Path.Combine(folder.FullName, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Named(name), text);

    private string Kubeconfig(Uri server, string token) => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{Bench.ClusterName}}
        clusters: [{ name: {{Bench.ClusterName}}, cluster: { server: "{{server}}" } }]
        contexts: [{ name: {{Bench.ClusterName}}, context: { cluster: {{Bench.ClusterName}}, user: me } }]
        users: [{ name: me, user: { token: "{{token}}" } }]
        """;
}
