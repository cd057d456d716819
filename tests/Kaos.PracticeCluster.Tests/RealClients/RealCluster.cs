namespace Kaos.PracticeCluster.Tests.RealClients;

// A practice cluster on the real clock, with its kubeconfig in a folder of its own.
internal sealed class RealCluster : IAsyncDisposable
{
    private RealCluster(PracticeServer server, string folder)
    {
        Server = server;
        Folder = folder;
    }

    public PracticeServer Server { get; }

    public string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    private string Folder { get; }

    public static async Task<RealCluster> StartAsync(string scenario, double speed, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("practice-").FullName;
        var server = await PracticeServer.StartAsync(
            new PracticeClusterOptions { Scenario = scenario, Speed = speed, KubeconfigPath = Path.Combine(folder, "kubeconfig") }, ct);
        return new RealCluster(server, folder);
    }

    public async Task<string> KubectlAsync(string line, CancellationToken ct, string? input = null)
    {
        using var kubectl = new OutsideProcess(OutsideProcess.Find("kubectl")!, Kubeconfig, line.Split(' '));
        if (input is not null)
        {
            await kubectl.Input.WriteAsync(input.AsMemory(), ct);
        }

        return await kubectl.FinishAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
