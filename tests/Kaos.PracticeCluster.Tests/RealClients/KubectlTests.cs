namespace Kaos.PracticeCluster.Tests.RealClients;

public sealed class KubectlTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubectl_Reads_ShowTheIncident()
    {
        await using var cluster = await StartAsync("checkout-service", 1);

        var wide = await cluster.KubectlAsync("get pods -n shop -o wide", Ct);
        var pod = wide.Split('\n').First(line => line.StartsWith("checkout-service-", StringComparison.Ordinal))
            .Split(' ')[0];
        var deployments = await cluster.KubectlAsync("get deploy -n shop", Ct);
        var described = await cluster.KubectlAsync($"describe pod {pod} -n shop", Ct);
        var log = await cluster.KubectlAsync($"logs {pod} -n shop --tail=5", Ct);
        var previous = await cluster.KubectlAsync($"logs {pod} -n shop --previous", Ct);
        var events = await cluster.KubectlAsync("get events -n shop --field-selector=reason=OOMKilling --no-headers",
            Ct);
        var top = await cluster.KubectlAsync("top pods -n shop", Ct);

        wide.ShouldContain("NOMINATED NODE");
        deployments.ShouldContain("3/3");
        described.ShouldContain("OOMKilled");
        described.ShouldContain("OOMKilling");
        described.ShouldContain("checkout-config  ConfigMap");
        log.Trim().Split('\n').Length.ShouldBe(5);
        previous.ShouldContain("cache size exceeded soft limit, disabling eviction");
        events.Trim().Split('\n').Length.ShouldBe(14);
        top.ShouldContain(pod);
    }

    [Fact]
    public async Task Kubectl_RollOutAndUndo_ReusesTheFirstReplicaSet()
    {
        await using var cluster = await StartAsync("checkout-service", 20);

        await cluster.KubectlAsync("scale deploy/cart -n shop --replicas=3", Ct);
        var scaled = await cluster.KubectlAsync("rollout status deploy/cart -n shop --timeout=30s", Ct);
        await cluster.KubectlAsync("set image deploy/cart -n shop cart=registry.example.com/shop/cart:2.9.2", Ct);
        await cluster.KubectlAsync("rollout status deploy/cart -n shop --timeout=30s", Ct);
        var undone = await cluster.KubectlAsync("rollout undo deploy/cart -n shop", Ct);
        var status = await cluster.KubectlAsync("rollout status deploy/cart -n shop --timeout=30s", Ct);
        var sets = await cluster.KubectlAsync("get rs -n shop -l app.kubernetes.io/name=cart --no-headers", Ct);
        var history = await cluster.KubectlAsync("rollout history deploy/cart -n shop", Ct);

        scaled.ShouldContain("successfully rolled out");
        undone.ShouldContain("rolled back");
        status.ShouldContain("successfully rolled out");
        sets.Trim().Split('\n').Length.ShouldBe(2);
        history.Split('\n').Select(line => line.Split(' ')[0]).ShouldContain("3");
        history.Split('\n').Select(line => line.Split(' ')[0]).ShouldNotContain("1");
        (await cluster.KubectlAsync("get deploy cart -n shop -o jsonpath={.spec.template.spec.containers[0].image}",
            Ct)).ShouldEndWith("cart:2.9.1");
    }

    [Fact]
    public async Task Kubectl_Apply_KeepsLastAppliedAndIsIdempotent()
    {
        await using var cluster = await StartAsync("healthy", 1);
        const string Manifest = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: note, namespace: apps}
            data: {a: b}
            """;

        var created = await cluster.KubectlAsync("apply -f -", Ct, Manifest);
        var again = await cluster.KubectlAsync("apply -f -", Ct, Manifest);
        var changed = await cluster.KubectlAsync("apply -f -", Ct, Manifest.Replace("a: b", "a: c"));
        var server = await cluster.KubectlAsync("apply --server-side --force-conflicts -f -", Ct,
            Manifest.Replace("a: b", "a: d"));

        created.ShouldContain("created");
        again.ShouldContain("unchanged");
        changed.ShouldContain("configured");
        server.ShouldContain("serverside-applied");
        (await cluster.KubectlAsync("get cm note -n apps -o jsonpath={.data.a}", Ct)).ShouldBe("d");
    }

    [Fact]
    public async Task Kubectl_DrainDryRun_CordonAndDelete_Work()
    {
        await using var cluster = await StartAsync("checkout-service", 20);

        var drain = await cluster.KubectlAsync("drain node-2 --dry-run=server --ignore-daemonsets", Ct);
        var before = await cluster.KubectlAsync("get nodes", Ct);
        await cluster.KubectlAsync("cordon node-2", Ct);
        var after = await cluster.KubectlAsync("get nodes", Ct);
        await cluster.KubectlAsync("delete pod -n shop -l app.kubernetes.io/name=payments", Ct);
        await cluster.KubectlAsync(
            "wait pod -n shop -l app.kubernetes.io/name=payments --for=condition=Ready --timeout=30s", Ct);
        var moved = await cluster.KubectlAsync(
            "get pods -n shop -l app.kubernetes.io/name=payments -o wide --no-headers", Ct);

        drain.ShouldContain("node/node-2 drained (server dry run)");
        before.ShouldNotContain("SchedulingDisabled");
        after.ShouldContain("Ready,SchedulingDisabled");
        moved.ShouldNotContain("node-2");
    }

    [Fact]
    public async Task Kubectl_DiscoveryAndVersion_Answer()
    {
        await using var cluster = await StartAsync("healthy", 1);

        (await cluster.KubectlAsync("api-resources", Ct)).ShouldContain("deployments");
        (await cluster.KubectlAsync("version", Ct)).ShouldContain("v1.35.6");
        (await cluster.KubectlAsync("get jobs,cronjobs,deploy -n apps", Ct)).ShouldContain("Complete");
        (await cluster.KubectlAsync("get ns kube-system -o jsonpath={.metadata.uid}", Ct))
            .ShouldBe(cluster.Server.ClusterId);
    }

    // kubectl posts these as protobuf.
    [Fact]
    public async Task Kubectl_CreateAndCanI_ProtobufBodiesAreUnderstood()
    {
        await using var cluster = await StartAsync("restricted", 1);

        await cluster.KubectlAsync("create ns fresh", Ct);
        await cluster.KubectlAsync("create cm note -n fresh --from-literal=a=b", Ct);
        var data = await cluster.KubectlAsync("get cm note -n fresh -o jsonpath={.data}", Ct);
        var may = await cluster.KubectlAsync("auth can-i delete pods -n fresh", Ct);

        data.ShouldBe("""{"a":"b"}""");
        may.Trim().ShouldBe("yes");
    }

    private static async Task<RealCluster> StartAsync(string scenario, double speed)
    {
        if (OutsideProcess.Find("kubectl") is null)
        {
            Assert.Skip("kubectl is not on the PATH; eng/install-test-tools installs it from Debian.");
        }

        return await RealCluster.StartAsync(scenario, speed, Ct);
    }
}
