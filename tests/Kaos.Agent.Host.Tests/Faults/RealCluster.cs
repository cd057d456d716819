using Kaos.Agent.Host.Clusters;
using Kaos.Agent.Host.Tests.EndToEnd;
using Kaos.PracticeCluster;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>A cluster that KAOS did not start: all it has is a kubeconfig, and a wire that the test holds.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private readonly PracticeServer server;
    private readonly string scenario;
    private readonly double speed;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-faults-");

    private RealCluster(PracticeServer server, string scenario, double speed)
    {
        (this.server, this.scenario, this.speed) = (server, scenario, speed);
        Wire = new ApiProxy(new Uri(server.Url));
        Data = Path.Combine(folder.FullName, "data");
    }

    public ApiProxy Wire { get; }

    /// <summary>Past the wire: what a person does by hand is not KAOS's.</summary>
    public Uri Direct => new(server.Url);

    public string Kubeconfig => Path.Combine(folder.FullName, "kubeconfig");

    public string HandKubeconfig => Path.Combine(folder.FullName, "by-hand");

    public string Data { get; set; }

    public static async Task<RealCluster> StartAsync(string scenario, double speed, CancellationToken cancellationToken)
    {
        var cluster = new RealCluster(await PracticeServer.StartAsync(
            new PracticeClusterOptions { Scenario = scenario, Speed = speed }, cancellationToken), scenario, speed);
        await cluster.Wire.MendAsync(cancellationToken);
        await File.WriteAllTextAsync(cluster.HandKubeconfig, cluster.server.Kubeconfig, cancellationToken);
        await File.WriteAllTextAsync(
            cluster.Kubeconfig,
            cluster.server.Kubeconfig.Replace(cluster.server.Url, cluster.Wire.Address.ToString().TrimEnd('/')),
            cancellationToken);
        return cluster;
    }

    public Task<KaosProcess> StartKaosAsync(
        CancellationToken cancellationToken, params string[] more) => KaosProcess.StartAsync(
        ["--Cluster=kubeconfig", $"--Data:Path={Data}", .. more],
        new() { ["KUBECONFIG"] = Kubeconfig },
        cancellationToken);

    /// <summary>
    /// KAOS takes the cluster for its own practice cluster, where it may write what a person approves; over the wire.
    /// </summary>
    public Task<KaosProcess> StartAsPracticeAsync(CancellationToken cancellationToken, params string[] more) =>
        StartAsPracticeAsync(killAt: null, cancellationToken, more);

    /// <param name="killAt">An event's name, or a number of events: SIGKILL as soon as that is durable.</param>
    public Task<KaosProcess> StartAsPracticeAsync(
        string? killAt, CancellationToken cancellationToken, params string[] more)
    {
        Directory.CreateDirectory(Data);
        new PracticeState(
            int.MaxValue, Wire.Address.ToString().TrimEnd('/'), server.ClusterId, server.ClusterName, scenario, speed,
            0, Kubeconfig)
            .Save(Path.Combine(Data, "practice.json"));
        return KaosProcess.StartAsync(
            [
                "--Cluster=practice", $"--Practice:Scenario={scenario}",
                FormattableString.Invariant($"--Practice:Speed={speed}"),
                "--Practice:Latency=0", $"--Data:Path={Data}", "--Driver:StepDeadline=00:00:02", .. more,
            ],
            killAt is null ? [] : new() { ["KAOS_TEST_KILL_AT"] = killAt }, cancellationToken,
            killAt is null ? null : "Kaos.Agent.MortalHost.dll");
    }

    /// <summary>A policy with this one rule, as arguments for KAOS.</summary>
    public string Policy(string rule)
    {
        var path = Path.Combine(folder.FullName, "policy.yaml");
        File.WriteAllText(path, $"rules:\n  - {rule}\n");
        return $"--Policy:Path={path}";
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
