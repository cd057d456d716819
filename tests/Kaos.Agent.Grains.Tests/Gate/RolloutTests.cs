using System.Text.Json.Nodes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>What is told while the pods of a written object are replaced.</summary>
public sealed class RolloutTests
{
    private static readonly string DbPath = ScriptedApi.PathOf("StatefulSet", "db");
    private static readonly string WebPath = ScriptedApi.PathOf("Deployment", "web");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rollout_OfAStatefulSet_TellsEachReplicaAndEnds()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);
        bench.Api.Change(DbPath, live => live["metadata"]!["generation"] = 3);
        bench.Cluster.Waited = wait => bench.Api.Change(DbPath, live =>
        {
            live["status"]!["observedGeneration"] = 3;
            live["status"]!["replicas"] = Math.Min(3, wait + 1);
            live["status"]!["readyReplicas"] = Math.Min(3, wait);
        });

        var told = await ToldAsync(bench, plan, 0);

        told.ShouldBe([(1, 3), (2, 3), (3, 3)]);
    }

    [Fact]
    public async Task Rollout_OfADeployment_CountsTheNewPodsOnly()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await RollbackAsync(bench);
        bench.Api.Change(WebPath, live => live["metadata"]!["generation"] = 4);
        Replicas(bench, 0);
        bench.Cluster.Waited = wait =>
        {
            var ready = Math.Min(3, wait);
            Replicas(bench, ready);
            bench.Api.Change(WebPath, live => live["status"] = new JsonObject
            {
                ["observedGeneration"] = 4,
                ["replicas"] = ready == 3 ? 3 : 4,
                ["updatedReplicas"] = Math.Min(3, ready + 1),
                ["readyReplicas"] = 3,
            });
        };

        var told = await ToldAsync(bench, plan, 1);

        told.ShouldBe([(1, 3), (2, 3), (3, 3)]);
    }

    [Fact]
    public async Task Rollout_ThatDoesNotMove_TimesOutInClusterTime()
    {
        await using var bench = await GateBench.StartAsync();
        var plan = await ScaleAsync(bench);
        await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        var stuck = await Should.ThrowAsync<TimeoutException>(() => ToldAsync(bench, plan, 0));

        stuck.Message.ShouldContain("has not moved for 10 minutes");
        (bench.Cluster.Now - Samples.At).ShouldBeInRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    private static async Task<Plan> ScaleAsync(GateBench bench) =>
        (await bench.Planner.OfferAsync("shop", "practice", Samples.ScaledDown(), "scale-statefulset",
            Token)).Plans.Single();

    private static async Task<Plan> RollbackAsync(GateBench bench) =>
        (await bench.Planner.OfferAsync("shop", "practice", Samples.ConfigChange(), "rollback-config",
            Token)).Plans.Single();

    private static async Task<List<(int, int)>> ToldAsync(GateBench bench, Plan plan, int step)
    {
        var told = new List<(int, int)>();
        await foreach (var progress in bench.Gate.RolloutAsync(plan, step, undo: false, Token))
        {
            told.Add((progress.Ready, progress.Of));
        }

        return told;
    }

    private static void Replicas(GateBench bench, int ready) => bench.Api.List(
        "/apis/apps/v1/namespaces/shop/replicasets", ReplicaSet("web-old", 3, 3), ReplicaSet("web-new", 4, ready));

    private static JsonObject ReplicaSet(string name, int revision, int ready) => Samples.Parse($$"""
        { "metadata": { "name": "{{name}}", "namespace": "shop", "uid": "u-{{name}}",
            "annotations": { "deployment.kubernetes.io/revision": "{{revision}}" },
            "ownerReferences": [ { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "u-web", "controller": true } ] },
          "status": { "replicas": 3, "readyReplicas": {{ready}} } }
        """);
}
