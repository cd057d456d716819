using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Views;
using Kaos.Tests.Shared.Time;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>What callers are shown of the policy: their own part, and how the file stands.</summary>
[Trait("Seed", "0-15")]
public sealed class PolicyDeskTests : IDisposable
{
    private const string Text = """
        tenants:
          - { name: shop, tier: agentic }
          - { name: bank, tier: basic }
        rules:
          - { name: everybody, brake: { coolDown: 10m } }
          - { name: of-both, tenants: [shop, bank], ceiling: propose, monitor: true }
          - { name: of-the-bank, tenants: [bank], approvals: 2 }
          - { name: nights, tenants: [shop], namespaces: [till], windows: ["mon-fri 22:00-04:00"], replicas: { max: 6 } }
        """;

    private readonly string path = Path.GetTempFileName();
    private readonly FakeTime time = new();
    private readonly PolicyDesk desk;

    public PolicyDeskTests()
    {
        File.WriteAllText(path, Text);
        desk = new PolicyDesk(
            new PolicyFile(path, time),
            new ClusterList([new FakeCluster()], static (_, space) => space == "vault" ? "bank" : "shop"));
    }

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Policy_OfATenant_HasItsRulesInOrder_AndNothingOfTheOthers()
    {
        var shown = Shown(null, null, "shop");

        shown.Rules.Select(rule => rule.Name).ShouldBe(["everybody", "of-both", "nights"]);
        shown.Rules[1].Tenants.ShouldBe(["shop"]);
        (shown.Rules[1].Monitor, shown.Rules[1].Limits.Ceiling).ShouldBe((true, Maturity.Propose));
        shown.Rules[2].Limits.Windows.ShouldHaveSingleItem().ShouldBe(["mon/tue/wed/thu/fri 22:00-04:00"]);
        shown.Tiers.Keys.ShouldBe(["shop"]);
        (shown.Source, shown.Digest.Length, shown.Since, shown.Broken).ShouldBe((path, 64, time.GetUtcNow(), null));
    }

    [Fact]
    public void Policy_ForWhoSeesAll_HasEveryRule() =>
        Shown(null, null, "*").Rules.Select(rule => rule.Name)
            .ShouldBe(["everybody", "of-both", "of-the-bank", "nights"]);

    [Fact]
    public void Policy_OfAPlace_IsWhatTheRulesThatDecideComeTo()
    {
        var here = Shown("practice", "till", "shop").InForce.ShouldNotBeNull();

        here.Rules.ShouldBe(["everybody", "nights"]);
        (here.Tenant, here.Entitled, here.Limits.MaxReplicas, here.Limits.CoolDown, here.Limits.Ceiling)
            .ShouldBe(("shop", true, 6, TimeSpan.FromMinutes(10), Maturity.Approve));
    }

    [Theory]
    [InlineData("practice", "vault")]
    [InlineData("elsewhere", "till")]
    [InlineData("practice", null)]
    public void Policy_OfAPlaceThatIsNotTheCallers_IsNotFound(string cluster, string? place) =>
        desk.Policy(cluster, place, Caller("shop")).Problem.ShouldNotBeNull().Code.ShouldBe(ProblemCode.NotFound);

    [Fact]
    public void Policy_OfANamespaceWithoutACluster_IsNoPlace() =>
        desk.Policy(null, "till", Caller("shop")).Problem.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Invalid);

    [Fact]
    public void Policy_BrokenOnDisk_StaysTheLastGoodOne_AndOnlyAdminsReadTheLine()
    {
        var since = Shown(null, null, "shop").Since;
        File.WriteAllText(path, "rules:\n  - { name: of-the-bank, ceiling: god }");
        time.Advance(TimeSpan.FromHours(1));

        var admin = Shown(null, null, "shop", Role.Admin);
        var viewer = Shown(null, null, "shop");

        admin.Broken.ShouldNotBeNull().ShouldContain("line 2: ceiling: 'god' is none of");
        viewer.Broken.ShouldNotBeNull().ShouldNotContain("god");
        (viewer.Rules.Length, viewer.Since).ShouldBe((3, since));

        File.WriteAllText(path, Text + "\n");
        var mended = Shown(null, null, "shop");
        (mended.Broken, mended.Since).ShouldBe((null, time.GetUtcNow()));
    }

    private PolicyView Shown(string? cluster, string? place, string tenant, params Role[] roles) =>
        desk.Policy(cluster, place, Caller(tenant, roles)).Value.ShouldNotBeNull();

    private static Principal Caller(string tenant, params Role[] roles) =>
        new("olga", PrincipalKind.Person, [Role.Viewer, .. roles], [tenant]);
}
