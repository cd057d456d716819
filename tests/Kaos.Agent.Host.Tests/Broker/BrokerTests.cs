using Kaos.Contracts.Grants;

namespace Kaos.Agent.Host.Tests.Broker;

public sealed class BrokerTests
{
    private const string Json = "application/json-patch+json";
    private const string Touch = """[{"op":"add","path":"/metadata/annotations/touched","value":"yes"}]""";

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
    [InlineData("create", "", "pods/exec", "shop", "a", "never granted")]
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
