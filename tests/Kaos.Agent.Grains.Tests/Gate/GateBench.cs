using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Agent.Grains.Log;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>The gate as the service puts it together, over a scripted API server.</summary>
internal sealed class GateBench : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly KubernetesClient client;

    private GateBench(
        ScriptedApi api, FakeCluster cluster, TimeSpan? timeout, bool mayApprove, Action<GitOpsOptions>? gitOps,
        IGrants? grants)
    {
        Api = api;
        Cluster = cluster;
        client = api.Client(timeout);
        var collection = new ServiceCollection();
        if (grants is not null)
        {
            collection.AddSingleton(grants);
        }

        collection.AddKaosGate();
        collection.Configure<GateOptions>(options =>
        {
            if (mayApprove)
            {
                options.PracticeClusters.Add("practice");
            }
        });
        collection.Configure<GitOpsOptions>(options => gitOps?.Invoke(options));
        collection.AddSingleton<IClusters>(cluster);
        collection.AddInMemoryLog();
        collection.AddSingleton<ClusterClients>(name => name == "practice" ? client : null);
        services = collection.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ScriptedApi Api { get; }

    public FakeCluster Cluster { get; }

    public IPlanner Planner => services.GetRequiredService<IPlanner>();

    public IGate Gate => services.GetRequiredService<IGate>();

    public IVerifier Verifier => services.GetRequiredService<IVerifier>();

    public IBlobs Blobs => services.GetRequiredService<IBlobs>();

    /// <param name="grants">Null: no broker is installed.</param>
    public static Task<GateBench> StartAsync(
        TimeSpan? timeout = null, bool mayApprove = true, IGrants? grants = null) => StartAsync(
        [
            (ScriptedApi.PathOf("Deployment", "web"), Samples.Deployment()),
            (ScriptedApi.PathOf("ConfigMap", "web-config"), Samples.ConfigMap()),
            (ScriptedApi.PathOf("StatefulSet", "db"), Samples.StatefulSet()),
            (ScriptedApi.PathOf("Node", "node-2"), Samples.Node()),
        ],
        timeout, mayApprove, grants: grants);

    public static async Task<GateBench> StartAsync(
        (string Path, JsonObject Object)[] objects, TimeSpan? timeout = null, bool mayApprove = true,
        Action<GitOpsOptions>? gitOps = null, IGrants? grants = null) =>
        new(await ScriptedApi.StartAsync(objects), new FakeCluster(), timeout, mayApprove, gitOps, grants);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        client.Dispose();
        await Api.DisposeAsync();
    }
}
