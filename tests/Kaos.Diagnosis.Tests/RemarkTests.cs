using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class RemarkTests
{
    private readonly ClusterObjectsBuilder objects = new();

    [Fact]
    public void ConfigMap_UsedUnderThatNameInAnotherNamespaceOnly_IsUnused()
    {
        objects.Add(Map("shop", "limits")).Add(Map("bank", "limits")).Add(Mounting("bank", "limits"));

        var remark = Remarks().ShouldHaveSingleItem();

        remark.Code.ShouldBe(RemarkCodes.ConfigMapUnused);
        remark.Object.ShouldBe(new ObjectRef("ConfigMap", "shop", "limits"));
    }

    [Fact]
    public void ConfigMap_NamedInAnArgument_IsUsed()
    {
        objects.Add(Map("edge", "tcp-ports")).Add(new Pod
        {
            Metadata = new ObjectMeta { Namespace = "edge", Name = "router" },
            Spec = new PodSpec { Containers = [new Container { Args = ["--tcp-services=edge/tcp-ports"] }] },
        });

        Remarks().ShouldBeEmpty();
    }

    [Fact]
    public void ConfigMap_WithoutData_IsEmptyNotUnused()
    {
        objects.Add(Map("shop", "limits") with { Data = new Dictionary<string, string>() }).AddRange<Pod>([]);

        Remarks().ShouldHaveSingleItem().Code.ShouldBe(RemarkCodes.ConfigMapEmpty);
    }

    [Fact]
    public void ConfigMap_PodsNotRead_NothingIsSaidOfUse()
    {
        objects.Add(Map("shop", "limits"));

        Remarks().ShouldBeEmpty();
    }

    [Fact]
    public void StorageClasses_TwoDefaults_TheNewestIsSaidToCount()
    {
        objects.Add(Class("slow", "2025-01-01")).Add(Class("fast", "2026-01-01"));

        Remarks().ShouldHaveSingleItem().Text.ShouldContain("get the newest, fast");
    }

    [Fact]
    public void ClusterRoleBinding_EverythingForAnAccount_IsSaid()
    {
        objects
            .Add(new ClusterRole
            {
                Metadata = new ObjectMeta { Name = "all" },
                Rules = [new PolicyRule { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] }],
            })
            .Add(new ClusterRoleBinding
            {
                Metadata = new ObjectMeta { Name = "ci" },
                RoleRef = new RoleRef { Kind = "ClusterRole", Name = "all" },
                Subjects =
                [
                    new RbacSubject { Kind = "ServiceAccount", Name = "runner", Namespace = "ci" },
                    new RbacSubject { Kind = "Group", Name = "system:masters" },
                ],
            });

        var remark = Remarks().ShouldHaveSingleItem();

        remark.Code.ShouldBe(RemarkCodes.RightsEverything);
        remark.Text.ShouldContain("ci/runner");
    }

    [Fact]
    public void Nodes_OneMinorVersionBehind_IsSaid()
    {
        objects.Add(Kubelet("a", "v1.35.1")).Add(Kubelet("b", "v1.33.9-eks-1")).Add(Kubelet("c", "v1.35.4"));

        Remarks().ShouldHaveSingleItem().Text.ShouldBe(
            "1 node (b) run kubelet v1.33.9-eks-1, 2 minor versions behind the newest");
    }

    private System.Collections.Immutable.ImmutableArray<Remark> Remarks() => Examiner.Remarks(new ClusterSnapshot
    {
        ClusterName = "test",
        Now = DateTimeOffset.UnixEpoch,
        Objects = objects.Build(),
    });

    private static ConfigMap Map(string @namespace, string name) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = name },
        Data = new Dictionary<string, string> { ["a"] = "b" },
    };

    private static Pod Mounting(string @namespace, string map) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = "web" },
        Spec = new PodSpec { Volumes = [new Volume { Name = "v", ConfigMap = new ConfigMapVolume { Name = map } }] },
    };

    private static StorageClass Class(string name, string created) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            CreationTimestamp = DateTimeOffset.Parse(
                created + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
            Annotations = new Dictionary<string, string> { ["storageclass.kubernetes.io/is-default-class"] = "true" },
        },
        Provisioner = "disk.csi.example.com",
    };

    private static Node Kubelet(string name, string version) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Status = new NodeStatus { NodeInfo = new NodeSystemInfo { KubeletVersion = version } },
    };
}
