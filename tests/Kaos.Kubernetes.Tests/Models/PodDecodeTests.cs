using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Tests.Models;

public sealed class PodDecodeTests
{
    [Fact]
    public void Decode_RecordedPodList_KeepsWhatDiagnosisNeeds()
    {
        var pods = Decode(File.ReadAllText(Path.Combine(Fixtures.DumpFolder, "shop", "pods.json"))).Items;

        var oom = pods.Single(pod => pod.Metadata.Name.StartsWith("oom-", StringComparison.Ordinal));
        oom.Kind.ShouldBe("Pod");
        oom.Metadata.Controller?.Kind.ShouldBe("ReplicaSet");
        oom.Spec.Containers.ShouldHaveSingleItem().Resources.Limits.Keys.ShouldContain("memory");
        var status = oom.Status.ContainerStatuses.ShouldHaveSingleItem();
        (status.State.Terminated ?? status.LastState.Terminated).ShouldNotBeNull().Reason.ShouldBe("OOMKilled");
        pods.ShouldContain(pod => pod.Spec.Volumes.Any(volume =>
            volume.Projected != null && volume.Projected.Sources.Any(source => source.ConfigMap != null)));
    }

    [Fact]
    public void Decode_NullAndAbsentMembers_ReadAsEmpty()
    {
        var pod = Decode(
            """{"items":[{"metadata":{"labels":null},"spec":{"containers":[{"name":"a","env":null}]},"status":null}]}""")
            .Items.ShouldHaveSingleItem();

        pod.Metadata.Labels.ShouldBeEmpty();
        pod.Metadata.OwnerReferences.ShouldBeEmpty();
        pod.Spec.Tolerations.ShouldBeEmpty();
        pod.Spec.Containers[0].Env.ShouldBeEmpty();
        pod.Spec.Containers[0].Resources.Limits.ShouldBeEmpty();
        pod.Status.Conditions.ShouldBeEmpty();
    }

    [Fact]
    public void Decode_NullItems_IsAnEmptyList()
    {
        Decode("""{"kind":"PodList","items":null}""").Items.ShouldBeEmpty();
    }

    [Fact]
    public void Decode_ProbePortAndAffinity_KeepTheirForms()
    {
        var pod = Decode("""
            {"items":[{"spec":{"affinity":{"podAffinity":{"x":[1,2]}},"containers":[
              {"name":"a","readinessProbe":{"httpGet":{"path":"/ready","port":"http"}},
               "livenessProbe":{"tcpSocket":{"port":8080},"periodSeconds":5}}]}}]}
            """).Items[0];

        pod.Spec.Affinity.ToString().ShouldBe("""{"podAffinity":{"x":[1,2]}}""");
        pod.Spec.Containers[0].ReadinessProbe!.HttpGet!.Port.Text.ShouldBe("http");
        pod.Spec.Containers[0].ReadinessProbe!.HttpGet!.Port.Number.ShouldBeNull();
        pod.Spec.Containers[0].LivenessProbe!.TcpSocket!.Port.Number.ShouldBe(8080);
        pod.Spec.Containers[0].LivenessProbe!.PeriodSeconds.ShouldBe(5);
    }

    private static KubernetesList<Pod> Decode(string json) =>
        DecodeScope.Decode(System.Text.Encoding.UTF8.GetBytes(json), KubernetesJson.Default.PodList)!;
}
