using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.ScenarioFacts;

public sealed class SmallScenarioTests
{
    [Fact]
    public async Task ImagePull_MissingTag_WaitsThenUndoHeals()
    {
        await using var practice = await Practice.StartAsync("image-pull");
        const string Path = "/apis/apps/v1/namespaces/web/deployments/api";

        var waiting = (await practice.PodsAsync("web", "api"))
            .Select(pod => pod.Items("status", "containerStatuses").First().Map("state", "waiting"))
            .OfType<System.Text.Json.Nodes.JsonObject>().Single();
        var stuck = await practice.GetAsync(Path);
        var (code, _, _) = await practice.SendAsync("PATCH", Path,
            """[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"registry.example.com/web/api:2.3.8"}]""",
            "application/json-patch+json");
        practice.Clock.Advance(TimeSpan.FromMinutes(1));
        var healed = await practice.GetAsync(Path);

        waiting.Text("reason").ShouldBe("ImagePullBackOff");
        waiting.Text("message").ShouldContain("registry.example.com/web/api:2.3.9: not found");
        stuck.Items("status", "conditions").Single(one => one.Text("type") == "Progressing").Text("reason")
            .ShouldBe("ProgressDeadlineExceeded");
        code.ShouldBe(200);
        healed.Items("status", "conditions").Single(one => one.Text("type") == "Progressing").Text("reason")
            .ShouldBe("NewReplicaSetAvailable");
        healed.Number("status", "readyReplicas").ShouldBe(3);
    }

    [Fact]
    public async Task Unschedulable_TooLarge_SaysWhyAndFitsWhenSmaller()
    {
        await using var practice = await Practice.StartAsync("unschedulable");
        var pod = (await practice.PodsAsync("data", "trainer")).Single();

        var (code, _, _) = await practice.SendAsync("PATCH", "/apis/apps/v1/namespaces/data/deployments/trainer",
            """{"spec":{"template":{"spec":{"containers":[{"name":"trainer","resources":{"requests":{"cpu":"2"}}}]}}}}""",
            "application/strategic-merge-patch+json");
        practice.Clock.Advance(TimeSpan.FromMinutes(1));

        pod.Text("status", "phase").ShouldBe("Pending");
        pod.Items("status", "conditions").Single().Text("message")
            .ShouldBe("0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, "
            + "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.");
        code.ShouldBe(200);
        (await practice.PodsAsync("data", "trainer")).Single().Text("status", "phase").ShouldBe("Running");
    }

    [Fact]
    public async Task MissingConfigMap_WhenCreated_PodsStart()
    {
        await using var practice = await Practice.StartAsync("missing-configmap");
        var before = (await practice.PodsAsync("orders", "order-service"))[0].Items("status", "containerStatuses")
            .First().Map("state", "waiting");

        var (code, _, _) = await practice.SendAsync(
            "POST", "/api/v1/namespaces/orders/configmaps",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"orders-service-config"}}""");
        practice.Clock.Advance(TimeSpan.FromMinutes(1));

        before.Text("reason").ShouldBe("CreateContainerConfigError");
        before.Text("message").ShouldBe("configmap \"orders-service-config\" not found");
        code.ShouldBe(201);
        (await practice.GetAsync("/apis/apps/v1/namespaces/orders/deployments/order-service"))
            .Number("status", "readyReplicas").ShouldBe(2);
    }

    [Fact]
    public async Task SelectorMismatch_Corrected_EndpointsReturn()
    {
        await using var practice = await Practice.StartAsync("selector-mismatch");
        var before = await practice.GetAsync("/api/v1/namespaces/blog/endpoints/frontend");

        await practice.MergeAsync(
            "/api/v1/namespaces/blog/services/frontend",
            """{"spec":{"selector":{"app.kubernetes.io/name":"front-end"}}}""");

        before.Items("subsets").ShouldBeEmpty();
        (await practice.GetAsync("/api/v1/namespaces/blog/endpoints/frontend")).Items("subsets").Single()
            .Items("addresses").Count().ShouldBe(2);
    }

    [Fact]
    public async Task QuotaExceeded_RefusalIsToldEverywhere()
    {
        await using var practice = await Practice.StartAsync("quota-exceeded");

        var set =
            (await practice.GetAsync("/apis/apps/v1/namespaces/team-a/replicasets?labelSelector=app.kubernetes.io/name=reports"))
                .Items("items").Single();
        var events = (await practice.GetAsync("/api/v1/namespaces/team-a/events?fieldSelector=reason=FailedCreate"))
            .Items("items").ToList();
        await practice.MergeAsync(
            "/api/v1/namespaces/team-a/resourcequotas/team-quota", """{"spec":{"hard":{"limits.memory":"4Gi"}}}""");
        practice.Clock.Advance(TimeSpan.FromMinutes(20));

        set.Items("status", "conditions").Single().Text("message").ShouldContain(
            "exceeded quota: team-quota, requested: limits.memory=384Mi, used: limits.memory=1920Mi, limited: limits.memory=2Gi");
        events.Count.ShouldBeGreaterThan(5);
        (await practice.GetAsync("/apis/apps/v1/namespaces/team-a/deployments/reports"))
            .Number("status", "readyReplicas").ShouldBe(5);
    }

    [Fact]
    public async Task Healthy_OddThings_AreFine()
    {
        await using var practice = await Practice.StartAsync("healthy");

        var pods = (await practice.GetAsync("/api/v1/pods")).Items("items").ToList();
        var job = await practice.GetAsync("/apis/batch/v1/namespaces/apps/jobs/migrate-schema");

        pods.Where(pod => pod.Text("status", "phase") != "Running").Select(pod => pod.Text("status", "phase"))
            .ShouldBe(["Succeeded"]);
        job.Number("status", "succeeded").ShouldBe(1);
        (await practice.GetAsync("/api/v1/events?fieldSelector=type=Warning")).Items("items").ShouldBeEmpty();
    }

    [Fact]
    public async Task Restricted_DeniedReads_AreForbiddenInTheServersWords()
    {
        await using var practice = await Practice.StartAsync("restricted");

        var (code, body, _) = await practice.SendAsync("GET", "/api/v1/namespaces/web/secrets");
        var (_, review, _) = await practice.SendAsync("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"spec":{"resourceAttributes":{"namespace":"web","verb":"get","resource":"pods","subresource":"log"}}}""");

        code.ShouldBe(403);
        body.Text("message").ShouldBe(Recording.Read("forbidden-403").Json.Text("message").Replace("pods", "secrets")
            .Replace("system:serviceaccount:shop:reader", "practice-admin").Replace("\"shop\"", "\"web\""));
        review.Flag("status", "allowed").ShouldBeFalse();
        (await practice.SendAsync("GET", "/api/v1/namespaces/web/pods")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Every_Scenario_PlaysAndHasItsExpectation()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Recording.Folder))!, "src",
            "Kaos.PracticeCluster", "Scenarios");
        foreach (var scenario in PracticeServer.Scenarios)
        {
            await using var practice = await Practice.StartAsync(scenario);

            (await practice.GetAsync("/api/v1/namespaces/kube-system")).Text("metadata", "uid")
                .ShouldBe(practice.Server.ClusterId);
            File.Exists(Path.Combine(folder, scenario, "expected.yaml")).ShouldBeTrue(scenario);
        }
    }
}
