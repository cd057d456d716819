using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>What reaches beyond its sandbox, and what policy reports say: remarks, and never a symptom.</summary>
public sealed class SecurityRemarkTests
{
    [Fact]
    public void Workload_WithEverythingTheNodeHas_IsOneRemarkAndNoSymptom()
    {
        var world = World(Runs("agents", new PodSpec
        {
            HostNetwork = true,
            Volumes = [new Volume { Name = "root", HostPath = new HostPathVolume { Path = "/" } }],
            Containers =
            [
                new Container { Name = "probe", SecurityContext = new SecurityContext { Privileged = true, RunAsUser = 0 } },
                new Container { Name = "net", SecurityContext = new SecurityContext { Capabilities = new Capabilities { Add = ["CAP_NET_ADMIN", "CHOWN"] } } },
            ],
        }));

        var remark = Examiner.Remarks(world).ShouldHaveSingleItem();

        remark.Code.ShouldBe(RemarkCodes.BeyondSandbox);
        remark.Text.ShouldBe(
            "Deployment agents/app reaches beyond its sandbox: the node's network, the node's path /, container probe is privileged, " +
            "container probe runs as root, container net adds NET_ADMIN");
        Examiner.Symptoms(world).ShouldBeEmpty();
    }

    [Fact]
    public void Workload_ThatStatesNothing_IsNotJudged() =>
        Examiner.Remarks(World(Runs("shop", new PodSpec { Containers = [new Container { Name = "app" }] })))
            .ShouldBeEmpty();

    [Fact]
    public void Workload_OfTheClusterItself_IsNotRemarked() =>
        Examiner.Remarks(World(Runs("kube-system", new PodSpec { HostNetwork = true }))).ShouldBeEmpty();

    [Fact]
    public void PolicyReports_Failures_AreRemarksByPolicy()
    {
        var remarks = Examiner.Remarks(Scenario.Load("healthy-policy-reports-with-failures").World)
            .Where(r => r.Code == RemarkCodes.PolicyViolated).ToList();

        remarks.Count.ShouldBe(2);
        remarks.ShouldContain(r =>
            r.Text == "Policy require-requests fails 1 time in namespace blog: validation error: CPU and memory limits are required");
        remarks.ShouldContain(r => r.Text.StartsWith("Policy node-labels fails 1 time on the cluster's own objects"));
    }

    private static Deployment Runs(string @namespace, PodSpec spec) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = "app" },
        Spec = new DeploymentSpec { Template = new PodTemplate { Spec = spec } },
        Status = new DeploymentStatus { Replicas = 1, ReadyReplicas = 1, UpdatedReplicas = 1, AvailableReplicas = 1 },
    };

    private static ClusterSnapshot World(Deployment deployment) => new()
    {
        ClusterName = "test",
        Now = DateTimeOffset.UnixEpoch,
        Objects = new ClusterObjectsBuilder().Add(deployment).Build(),
    };
}
