using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class PolicyReachTests
{
    private static readonly Pod Client = Pod("shop", "web", "10.244.1.5");
    private static readonly Pod Server = Pod("data", "db", "10.244.2.9");

    [Fact]
    public void Between_NoPolicy_Passes() => Reach().ShouldBeNull();

    [Fact]
    public void Between_PolicyForOtherPods_Passes() => Reach(Ingress(Select("app", "other"))).ShouldBeNull();

    [Fact]
    public void Between_DefaultDeny_IsClosedByIt()
    {
        var block = Reach(Ingress(new LabelSelector()));

        block.ShouldNotBeNull();
        block.Ingress.ShouldBeTrue();
        block.Why.ShouldBe("allows no ingress at all");
    }

    [Fact]
    public void Between_SeveralPolicies_AddUp() =>
        Reach(Ingress(new LabelSelector()), Ingress(Select("app", "db"), Rule(Namespace("team", "shop"))))
            .ShouldBeNull();

    [Theory]
    [InlineData("team", "shop", true)]
    [InlineData("team", "sales", false)]
    [InlineData("kubernetes.io/metadata.name", "shop", true)]
    public void Between_NamespaceSelector_AsksTheNamespacesLabels(string key, string value, bool passes) =>
        (Reach(Ingress(Select("app", "db"), Rule(Namespace(key, value)))) is null).ShouldBe(passes);

    [Fact]
    public void Between_PodSelectorAlone_MeansItsOwnNamespace() =>
        Reach(Ingress(Select("app", "db"), Rule(new NetworkPolicyPeer { PodSelector = Select("app", "web") })))
            .ShouldNotBeNull();

    [Fact]
    public void Between_RightPeerWrongPort_NamesThePort()
    {
        var rule = Rule(Namespace("team", "shop")) with { Ports = [new NetworkPolicyPort { Port = 6432 }] };

        Reach(Ingress(Select("app", "db"), rule))
            .ShouldNotBeNull().Why.ShouldBe("allows ingress there only on port 6432/TCP");
    }

    [Theory]
    [InlineData(5400, 5500, true)]
    [InlineData(5433, 5500, false)]
    public void Between_PortRange_HoldsItsEnds(int from, int to, bool passes)
    {
        var rule = Rule(
            Namespace("team", "shop")) with
        { Ports = [new NetworkPolicyPort { Port = from, EndPort = to }] };

        (Reach(Ingress(Select("app", "db"), rule)) is null).ShouldBe(passes);
    }

    [Theory]
    [InlineData("10.244.0.0/16", null, true)]
    [InlineData("10.244.0.0/16", "10.244.1.0/24", false)]
    [InlineData("192.0.2.0/24", null, false)]
    public void Between_AddressBlock_LessItsExceptions(string cidr, string? except, bool passes)
    {
        var peer =
            new NetworkPolicyPeer { IpBlock = new IpBlock { Cidr = cidr, Except = except is null ? [] : [except] } };

        (Reach(Ingress(Select("app", "db"), Rule(peer))) is null).ShouldBe(passes);
    }

    [Fact]
    public void Between_HostNetwork_IsNeverClosed()
    {
        var server = Server with { Spec = Server.Spec with { HostNetwork = true } };

        PolicyReach.Between(Network(Ingress(new LabelSelector())), Client, server, 5432).ShouldBeNull();
    }

    [Fact]
    public void ToOutside_EgressOfPodsOnly_IsClosed()
    {
        var policy = new NetworkPolicy
        {
            Metadata = new ObjectMeta { Name = "out", Namespace = "shop" },
            Spec = new NetworkPolicySpec
            {
                PodSelector = new LabelSelector(),
                PolicyTypes = ["Egress"],
                Egress = [new NetworkPolicyRule { To = [new NetworkPolicyPeer { NamespaceSelector = new LabelSelector() }] }],
            },
        };

        PolicyReach.ToOutside(Network(policy), Client, null, 443).ShouldNotBeNull().Ingress.ShouldBeFalse();
    }

    private static PolicyBlock? Reach(params NetworkPolicy[] policies) =>
        PolicyReach.Between(Network(policies), Client, Server, 5432);

    private static NetworkIndex Network(params NetworkPolicy[] policies)
    {
        var builder = new ClusterObjectsBuilder();
        builder.AddRange<NetworkPolicy>(policies);
        builder.AddRange<Namespace>(
        [
            new Namespace { Metadata = new ObjectMeta { Name = "shop", Labels = Labels("team", "shop") } },
            new Namespace { Metadata = new ObjectMeta { Name = "data", Labels = Labels("team", "data") } },
        ]);
        return NetworkIndex.Of(builder.Build());
    }

    private static NetworkPolicy Ingress(LabelSelector pods, params NetworkPolicyRule[] rules) => new()
    {
        Metadata = new ObjectMeta { Name = $"in-{rules.Length}", Namespace = "data" },
        Spec = new NetworkPolicySpec { PodSelector = pods, PolicyTypes = ["Ingress"], Ingress = rules },
    };

    private static NetworkPolicyRule Rule(NetworkPolicyPeer peer) => new() { From = [peer] };

    private static NetworkPolicyPeer Namespace(string key, string value) =>
        new() { NamespaceSelector = Select(key, value) };

    private static LabelSelector Select(string key, string value) => new() { MatchLabels = Labels(key, value) };

    private static Dictionary<string, string> Labels(string key, string value) => new() { [key] = value };

    private static Pod Pod(string ns, string app, string ip) => new()
    {
        Metadata = new ObjectMeta { Name = app, Namespace = ns, Labels = Labels("app", app) },
        Status = new PodStatus { PodIP = ip },
    };
}
