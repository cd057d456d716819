using Kaos.PracticeCluster.Scenarios;
using Kaos.PracticeCluster.Server;
using Kaos.PracticeCluster.Simulation;

namespace Kaos.PracticeCluster;

/// <summary>
/// A running practice cluster: a Kubernetes API server on loopback that plays a scripted incident.
/// Start one with <see cref="StartAsync"/>, or run one until cancelled with <see cref="RunAsync"/>.
/// </summary>
public sealed class PracticeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _pump;

    private readonly Activity _activity;

    private PracticeServer(WebApplication app, LiveCluster cluster, string url, Activity activity, TimeProvider clock)
    {
        _app = app;
        _activity = activity;
        Cluster = cluster;
        Url = url;
        _pump = PumpAsync(cluster, clock, _stopping.Token);
    }

    /// <summary>Names of the scenarios that are built in.</summary>
    /// <summary>What is played when nobody says which.</summary>
    public const string DefaultScenario = "checkout-service";

    public static IReadOnlyList<string> Scenarios => Scenario.Names;

    /// <summary>Base address, such as http://127.0.0.1:41234.</summary>
    public string Url { get; }

    /// <summary>The uid of namespace kube-system: another one for every start.</summary>
    public string ClusterId => Cluster.ClusterId;

    /// <summary>The cluster's name, which is also the kubeconfig's context, such as prod-us-east.</summary>
    public string ClusterName => Cluster.Scenario.Cluster;

    /// <summary>How long nobody has asked it anything; zero while a request or a watch is open.</summary>
    public TimeSpan Idle => _activity.Idle;

    /// <summary>A kubeconfig that reaches this cluster.</summary>
    public string Kubeconfig => Server.Kubeconfig.Text(ClusterName, Url);

    internal LiveCluster Cluster { get; }

    /// <summary>Plays the scenario's history and serves it; returns when requests are answered.</summary>
    /// <exception cref="ArgumentException">There is no such scenario, or the speed is out of bounds.</exception>
    /// <exception cref="IOException">The port is taken, or the kubeconfig cannot be written.</exception>
    public static async Task<PracticeServer> StartAsync(PracticeClusterOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Speed is <= 0 or > 1000)
        {
            throw new ArgumentException(
                $"The speed must be above 0 and at most 1000, not {options.Speed}. 1 is real time, 60 makes a minute of a second.",
                nameof(options));
        }

        var cluster = new LiveCluster(Scenario.Load(options.Scenario), options.Clock, options.Speed);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var activity = new Activity(options.Clock);
        var api = new ApiHandler(cluster, options.Clock, options.Latency);
        app.UseWebSockets();
        app.Run(http => activity.CountAsync(http, api.HandleAsync));
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException taken)
        {
            await app.DisposeAsync();
            throw new IOException(
                $"The practice cluster cannot listen on 127.0.0.1:{options.Port}: {taken.Message} Choose another port, or 0 for a free one.", taken);
        }

        var server = new PracticeServer(app, cluster, app.Urls.First(), activity, options.Clock);
        if (options.KubeconfigPath is { Length: > 0 } path)
        {
            Server.Kubeconfig.Write(path, server.Kubeconfig);
        }

        return server;
    }

    /// <summary>Serves until cancelled.</summary>
    public static async Task RunAsync(PracticeClusterOptions options, CancellationToken ct)
    {
        await using var server = await StartAsync(options, ct);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Clock, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The one way this ends.
        }
    }

    /// <summary>Ends open watches and stops listening.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        await _stopping.CancelAsync();
        await _pump;
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        impatient.CancelAfter(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(impatient.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    // Keeps the cluster moving for watchers even when nobody asks anything.
    private static async Task PumpAsync(LiveCluster cluster, TimeProvider clock, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            lock (cluster.Gate)
            {
                cluster.Sync();
            }

            await Task.Delay(cluster.UntilNext, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
