using Kaos.Diagnosis.ControlPlane;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class VersionSkewTests
{
    [Theory]
    [InlineData("v1.34.1", "v1.34.3")]
    [InlineData("v1.31.9+k3s1", "v1.34.3")]
    [InlineData("v1.22.1", "v1.24.0")]
    [InlineData("dev", "v1.34.3")]
    [InlineData("v1.20.1", null)]
    public void Kubelet_WithinThePolicyOrUnread_IsNoTrouble(string kubelet, string? server) =>
        Of(kubelet, server).ShouldBeNull();

    [Theory]
    [InlineData("v1.35.0", "v1.34.3", "v1.35.0, newer than the API server (v1.34.3)")]
    [InlineData("v1.30.4", "v1.34.3", "v1.30.4, 4 minor versions older than the API server (v1.34.3)")]
    [InlineData("v1.22.1", "v1.25.0", "v1.22.1, 3 minor versions older than the API server (v1.25.0)")]
    public void Kubelet_OutsideOfThePolicy_IsSaid(string kubelet, string server, string text) =>
        Of(kubelet, server).ShouldNotBeNull().Text.ShouldBe(text);

    [Fact]
    public void Kubelet_WhereTheServerDoesNotSay_IsHeldAgainstTheNewestKubelet() =>
        Of("v1.28.15", null, "v1.34.1").ShouldNotBeNull().Text.ShouldBe(
            "v1.28.15, 6 minor versions older than the newest kubelet (v1.34.1)");

    private static VersionSkew? Of(string kubelet, string? server, params string[] others)
    {
        var node = Node("a", kubelet);
        var objects = new ClusterObjectsBuilder()
            .AddRange<Node>([.. others.Select((version, i) => Node($"b{i}", version)), node])
            .AddRange<Component>(server is null
                ? []
                : [new Component { Metadata = new ObjectMeta { Name = Component.ApiServer }, Version = server }])
            .Build();
        return VersionSkew.Of(objects, node);
    }

    private static Node Node(string name, string version) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Status = new NodeStatus { NodeInfo = new NodeSystemInfo { KubeletVersion = version } },
    };
}
