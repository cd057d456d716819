using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

// What the server says of itself, who leads, which APIs there are, and what reviews answer.
public sealed class ControlPlaneTests
{
    private const string Reviews = "/apis/authorization.k8s.io/v1";

    [Fact]
    public async Task Readyz_Verbose_HoldsEveryRecordedLineInOrder()
    {
        await using var practice = await Practice.StartAsync("healthy");
        var recorded = Recording.Read("readyz").Answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var said = (await practice.Http.GetStringAsync("/readyz?verbose", TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        said.Where(recorded.Contains).ShouldBe(recorded);
        said.Except(recorded).ShouldBe(["[+]etcd ok", "[+]etcd-readiness ok"]);
        (await practice.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken)).ShouldBe("ok");
        (await practice.Http.GetStringAsync("/livez/etcd", TestContext.Current.CancellationToken)).ShouldBe("ok");
        (await practice.Http.GetStringAsync("/readyz?verbose&exclude=etcd", TestContext.Current.CancellationToken)).ShouldContain("[+]etcd excluded: ok\n");
    }

    [Fact]
    public async Task SchedulerStopped_ItsLeaseAndNewPods_SayNothingMore()
    {
        await using var practice = await Practice.StartAsync("scheduler-stopped");

        var lease = await practice.GetAsync("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler");
        var other = await practice.GetAsync(
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager");
        var waiting = (await practice.PodsAsync("parcel", "worker"))
            .Where(pod => pod.Text("status", "phase") == "Pending").ToList();

        lease.Text("spec", "renewTime").ShouldContain("T10:08:20");
        other.Text("spec", "renewTime").ShouldContain("T10:30:00");
        waiting.Count.ShouldBe(2);
        waiting.SelectMany(pod => pod.Items("status", "conditions")).ShouldBeEmpty();
        var events = await practice.GetAsync("/api/v1/namespaces/parcel/events");
        events.Items("items").Select(item => item.Text("involvedObject", "name"))
            .ShouldNotContain(name => waiting.Select(Name).Contains(name));
        (await practice.GetAsync("/api/v1/componentstatuses/scheduler")).Items("conditions").Single().Text("status")
            .ShouldBe("False");
    }

    [Fact]
    public async Task ApiServices_OfEveryGroup_AreThereAndAvailable()
    {
        await using var practice = await Practice.StartAsync("healthy");

        var list = (await practice.GetAsync("/apis/apiregistration.k8s.io/v1/apiservices")).Items("items").ToList();

        list.Select(item => item.Text("metadata", "name")).ShouldContain("v1.apps");
        var metrics = list.Single(item => item.Text("metadata", "name") == "v1beta1.metrics.k8s.io");
        metrics.Text("spec", "service", "name").ShouldBe("metrics-server");
        list.Select(item => item.Items("status", "conditions").Single().Text("status")).Distinct().ShouldBe(["True"]);
    }

    [Theory]
    [InlineData("alice@example.com", "", "delete", "pods", "shop",
        "RBAC: allowed by RoleBinding \"alice-on-call/shop\" of Role \"on-call\" to User \"alice@example.com\"")]
    [InlineData("bob", "developers", "list", "pods", "kube-system",
        "RBAC: allowed by ClusterRoleBinding \"everybody-views\" of ClusterRole \"view\" to Group \"developers\"")]
    [InlineData("bob", "developers", "list", "secrets", "kube-system", null)]
    [InlineData("system:serviceaccount:shop:ci-deployer", "", "patch", "deployments", "shop",
        "RBAC: allowed by RoleBinding \"ci-deploys/shop\" of Role \"deployer\" to ServiceAccount \"ci-deployer/shop\"")]
    [InlineData("system:serviceaccount:shop:ci-deployer", "", "patch", "deployments", "default", null)]
    public async Task Review_OfSomebody_AnswersByBindingInTheAuthorizersWords(
        string user, string group, string verb, string resource, string ns, string? reason)
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var apis = resource == "deployments" ? "apps" : "";

        var (code, body, _) = await practice.SendAsync("POST", $"{Reviews}/subjectaccessreviews", $$$"""
            {"spec":{"user":"{{{user}}}","groups":["{{{group}}}"],
             "resourceAttributes":{"namespace":"{{{ns}}}","verb":"{{{verb}}}","group":"{{{apis}}}","resource":"{{{resource}}}" } } }
            """);

        code.ShouldBe(201);
        body.Flag("status", "allowed").ShouldBe(reason is not null);
        body.Text("status", "reason").ShouldBe(reason ?? "");
    }

    [Fact]
    public async Task RulesReview_OfTheAdmin_HoldsTheRecordedRules()
    {
        await using var practice = await Practice.StartAsync("healthy");
        var recorded = Recording.Read("ssrr").Json;

        var (_, body, _) = await practice.SendAsync(
            "POST", $"{Reviews}/selfsubjectrulesreviews", """{"spec":{"namespace":"apps"}}""");

        Rules(body, "resourceRules").ShouldBe(Rules(recorded, "resourceRules"), ignoreOrder: true);
        Rules(body, "nonResourceRules").Except(Rules(recorded, "nonResourceRules")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ClusterRole_ThatAggregates_HoldsTheRulesOfWhatItSelects()
    {
        await using var practice = await Practice.StartAsync("healthy");
        const string Roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        await practice.SendAsync("POST", Roles, """
            {"metadata":{"name":"crons","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
             "rules":[{"apiGroups":["example.com"],"resources":["crons"],"verbs":["list"]}]}
            """);

        foreach (var role in (string[])["view", "edit", "admin"])
        {
            (await practice.GetAsync($"{Roles}/{role}")).Items("rules")
                .ShouldContain(rule => rule.ToJsonString().Contains("example.com"), role);
        }
    }

    private static string Name(JsonObject item) => item.Text("metadata", "name");

    private static IEnumerable<string> Rules(JsonNode? review, string kind) =>
        review.Items("status", kind).Select(rule => rule.ToJsonString());
}
