using Kaos.Contracts.Grants;

namespace Kaos.Agent.Host.Tests.Broker;

public sealed class BrokerTests
{
    private const string Json = "application/json-patch+json";
    private const string Touch = """[{"op":"add","path":"/metadata/annotations/touched","value":"yes"}]""";

    private const string Cordon = """[{"op":"add","path":"/spec/unschedulable","value":true}]""";

    [Fact]
    [Trait("Seed", "3-20")]
    [Trait("Seed", "3-21")]
    public async Task Grant_OfOnePatch_AllowsThatAndNothingElse()
    {
        await using var bench = await BrokerBench.StartAsync();

        var (code, granted, text) = await bench.AskAsync(BrokerBench.Patch("checkout-service"));

        code.ShouldBe(200, text);
        var token = granted!.Token;
        (await bench.ClusterAsync("PATCH", $"{BrokerBench.Deployments}/checkout-service", token, Touch,
            Json)).Code.ShouldBe(200);
        (await bench.ClusterAsync("PATCH", $"{BrokerBench.Deployments}/other", token, Touch, Json)).Code.ShouldBe(403);
        (await bench.ClusterAsync("GET", $"{BrokerBench.Deployments}/checkout-service", token)).Code.ShouldBe(403);
        (await bench.ClusterAsync("GET", "/api/v1/namespaces/kaos-grants/secrets", token)).Code.ShouldBe(403);
    }

    [Fact]
    [Trait("Seed", "3-20")]
    public async Task Grant_Returned_EndsAtOnceAndLeavesNothing()
    {
        await using var bench = await BrokerBench.StartAsync();
        var token = (await bench.AskAsync(BrokerBench.Patch("checkout-service"))).Granted!;

        (await bench.ReturnAsync(token.Id)).ShouldBe(204);

        (await bench.ClusterAsync("PATCH", $"{BrokerBench.Deployments}/checkout-service", token.Token, Touch,
            Json)).Code.ShouldBe(401);
        (await bench.PartsAsync()).ShouldBeEmpty();
        (await bench.ReturnAsync(token.Id)).ShouldBe(204);
    }

    [Fact]
    public async Task Grant_AskedTwice_IsOne()
    {
        await using var bench = await BrokerBench.StartAsync();

        var first = (await bench.AskAsync(BrokerBench.Patch("checkout-service"))).Granted!;
        var second = (await bench.AskAsync(BrokerBench.Patch("checkout-service"))).Granted!;

        second.Id.ShouldBe(first.Id);
        (await bench.PartsAsync()).Count.ShouldBe(4);
        (await bench.AskAsync(BrokerBench.Patch("another"))).Code.ShouldBe(409);
    }

    [Theory]
    [InlineData("patch", "", "secrets", "shop", "a", "never granted")]
    [InlineData("get", "", "configmaps", "shop", "a", "never granted")]
    [InlineData("patch", "rbac.authorization.k8s.io", "roles", "shop", "a", "never granted")]
    [InlineData("create", "", "pods/exec", "shop", "a", "no right to run programs in pods (Broker:Exec)")]
    [InlineData("create", "", "pods/exec", "shop", "", "never granted")]
    [InlineData("create", "", "pods/attach", "shop", "a", "never granted")]
    [InlineData("patch", "", "pods/ephemeralcontainers", "shop", "a", "never granted")]
    [InlineData("delete", "", "persistentvolumeclaims", "shop", "a", "never granted")]
    [InlineData("*", "apps", "deployments", "shop", "a", "never granted")]
    [InlineData("patch", "apps", "deployments", "shop", "", "name is missing")]
    [InlineData("patch", "apps", "deployments", "kube-system", "a", "nothing is granted in kube-system")]
    [InlineData("patch", "apps", "deployments", "monitoring", "a", "not onboarded")]
    [InlineData("patch", "", "nodes", null, "a", "no rights on nodes")]
    [InlineData("delete", "", "nodes", null, "a", "never granted")]
    public async Task Grant_OutsideOfTheTable_RefusedWithTheReason(
        string verb, string group, string resource, string? place, string name, string why)
    {
        await using var bench = await BrokerBench.StartAsync("healthy");

        var (code, _, text) = await bench.AskAsync(new GrantRequest(
            BrokerBench.Hash, "inc-1", ["person:alice"], [new GrantRight(verb, group, resource, place, name)], 600));

        (code, text.Contains(why, StringComparison.Ordinal)).ShouldBe((403, true), text);
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Exec_WhereTheComponentIs_IsForThePodByNameAndNoOther()
    {
        await using var bench = await BrokerBench.StartAsync(all: true);
        var (_, pods) = await bench.ClusterAsync("GET", "/api/v1/namespaces/shop/pods", null);
        var (mine, other) = (Name(pods, 0), Name(pods, 1));
        GrantRight[] rights =
            [new("create", "", "pods/exec", "shop", mine), new("get", "", "pods/exec", "shop", mine)];

        (await bench.ForeseeAsync(rights)).ShouldBeNull();
        (await bench.PartsAsync()).ShouldBeEmpty();
        var (code, granted, text) = await bench.AskAsync(
            BrokerBench.Patch("checkout-service") with { Rights = [.. rights] });

        code.ShouldBe(200, text);
        // Not an upgrade, so nothing runs: whether the caller may is asked first.
        (await bench.ClusterAsync("GET", Exec(mine), granted!.Token)).Code.ShouldNotBeOneOf(401, 403);
        (await bench.ClusterAsync("GET", Exec(other), granted.Token)).Code.ShouldBe(403);
        (await bench.ClusterAsync("DELETE", $"/api/v1/namespaces/shop/pods/{mine}", granted.Token)).Code.ShouldBe(403);
        (await bench.ForeseeAsync(new GrantRight("create", "", "pods/exec", "monitoring", mine))).ShouldNotBeNull()
            .ShouldContain("namespace monitoring is not onboarded");
    }

    [Fact]
    public async Task Node_WhereTheComponentIs_IsForTheNodeByNameAndLeavesNothing()
    {
        await using var bench = await BrokerBench.StartAsync(all: true);

        var (code, granted, text) = await bench.AskAsync(BrokerBench.Patch("checkout-service") with
        {
            Rights = [new("patch", "", "nodes", null, "node-1"), new("create", "", "pods/eviction", "shop", "a")],
        });

        code.ShouldBe(200, text);
        (await bench.PartsAsync()).Count.ShouldBe(6);
        (await bench.ClusterAsync("PATCH", "/api/v1/nodes/node-1", granted!.Token, Cordon, Json)).Code.ShouldBe(200);
        (await bench.ClusterAsync("PATCH", "/api/v1/nodes/node-2", granted.Token, Cordon, Json)).Code.ShouldBe(403);
        (await bench.ClusterAsync("DELETE", "/api/v1/nodes/node-1", granted.Token)).Code.ShouldBe(403);
        (await bench.ReturnAsync(granted.Id)).ShouldBe(204);
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    // The switch is on, and nobody has bound the ClusterRole: the API server is asked, so it shows before the end.
    [Fact]
    public async Task Foreseen_WithoutTheRoleInTheCluster_IsRefusedInTheApiServersWords()
    {
        await using var bench = await BrokerBench.StartAsync();
        await bench.StartBrokerAsync("--Broker:Exec=true");

        var refusal = await bench.ForeseeAsync(new GrantRight("create", "", "pods/exec", "shop", "a"));

        refusal.ShouldNotBeNull().ShouldContain("attempting to grant RBAC permissions not currently held");
        refusal.ShouldContain("Bind the broker");
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Caller_WhomTheBrokerDoesNotServe_GetsNothing()
    {
        await using var bench = await BrokerBench.StartAsync();
        var stranger = await bench.TokenOfAsync("kaos", "kaos-broker");

        (await bench.AskAsync(BrokerBench.Patch("checkout-service"), stranger)).Code.ShouldBe(401);
        (await bench.AskAsync(BrokerBench.Patch("checkout-service"), "made-up")).Code.ShouldBe(401);
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_WithoutApprovers_Refused()
    {
        await using var bench = await BrokerBench.StartAsync();

        var (code, _, text) = await bench.AskAsync(BrokerBench.Patch("checkout-service") with { Approvers = [] });

        (code, text.Contains("Nobody has approved", StringComparison.Ordinal)).ShouldBe((403, true), text);
    }

    [Fact]
    [Trait("Seed", "3-20")]
    public async Task Parts_WithoutTheirSecret_SweptWhenTheBrokerStarts()
    {
        await using var bench = await BrokerBench.StartAsync();
        var granted = (await bench.AskAsync(BrokerBench.Patch("checkout-service"))).Granted!;
        await bench.ClusterAsync("DELETE", $"/api/v1/namespaces/kaos-grants/secrets/{granted.Id}", null);

        await bench.StartBrokerAsync();

        await bench.UntilAsync(async () => (await bench.PartsAsync()).Count == 0);
    }

    private static string Name(System.Text.Json.Nodes.JsonNode? list, int index) =>
        list!["items"]![index]!["metadata"]!["name"]!.GetValue<string>();

    private static string Exec(string pod) =>
        $"/api/v1/namespaces/shop/pods/{pod}/exec?command=true&container=app&stdout=true";

    // Neither KAOS nor the broker's own token opens more than deploy/k8s says.
    [Fact]
    public async Task KaosAccount_MintsNothing()
    {
        await using var bench = await BrokerBench.StartAsync();

        (await bench.ClusterAsync("POST", "/api/v1/namespaces/kaos-grants/serviceaccounts/default/token",
            bench.KaosToken, "{}")).Code.ShouldBe(403);
        (await bench.ClusterAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", bench.KaosToken,
            """{"metadata":{"name":"r"}}""")).Code.ShouldBe(403);
        (await bench.ClusterAsync("PATCH", $"{BrokerBench.Deployments}/checkout-service", bench.KaosToken, Touch,
            Json)).Code.ShouldBe(403);
    }
}
