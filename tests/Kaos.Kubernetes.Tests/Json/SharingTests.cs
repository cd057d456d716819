using System.Text;
using System.Text.Json;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Tests.Json;

public sealed class SharingTests
{
    [Theory]
    [InlineData("shop")]
    [InlineData("quota")]
    public void Decode_WithSharing_GivesTheSameValuesAsWithout(string folder)
    {
        var pods = File.ReadAllBytes(Path.Combine(Fixtures.DumpFolder, folder, "pods.json"));

        var plain = JsonSerializer.Deserialize(pods, KubernetesJson.Default.PodList);
        var shared = DecodeScope.Decode(pods, SharingJson.Context.PodList);

        Text(shared!).ShouldBe(Text(plain!));
    }

    [Fact]
    public void Decode_EqualParts_AreOneObjectAndOthersAreNot()
    {
        const string pod =
            """{"metadata":{"name":"NAME","labels":{"app":"LABEL"}},"spec":{"containers":[{"name":"c","readinessProbe":{"periodSeconds":7}}]}}""";
        var json = $$"""{"items":[{{Pod("a", "x")}},{{Pod("b", "x")}},{{Pod("c", "y")}}]}""";

        var pods = DecodeScope.Decode(Encoding.UTF8.GetBytes(json), SharingJson.New().PodList)!.Items;

        pods[0].Metadata.Labels.ShouldBeSameAs(pods[1].Metadata.Labels);
        pods[2].Metadata.Labels["app"].ShouldBe("y");
        pods[0].Spec.Containers[0].ReadinessProbe.ShouldBeSameAs(pods[2].Spec.Containers[0].ReadinessProbe);

        static string Pod(string name, string label) =>
            pod.Replace("NAME", name, StringComparison.Ordinal).Replace("LABEL", label, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AfterForgetting_SharesAnew()
    {
        var json =
            """{"items":[{"metadata":{"labels":{"app":"x"}}},{"metadata":{"labels":{"app":"x"}}}]}"""u8.ToArray();
        var context = SharingJson.New();
        var before = DecodeScope.Decode(json, context.PodList)!.Items;

        SharingJson.Forget(context);
        var after = DecodeScope.Decode(json, context.PodList)!.Items;

        after[0].Metadata.Labels.ShouldNotBeSameAs(before[0].Metadata.Labels);
        after[0].Metadata.Labels.ShouldBeSameAs(after[1].Metadata.Labels);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("grüße")]
    [InlineData("a\\u0041\\n")]
    public void Decode_AnyText_KeepsItsCharacters(string escaped)
    {
        var pod = $$"""{"metadata":{"namespace":"{{escaped}}"} }""";
        var json = $$"""{"items":[{{pod}},{{pod}}]}""";

        var pods = DecodeScope.Decode(Encoding.UTF8.GetBytes(json), SharingJson.Context.PodList)!.Items;

        var expected = JsonSerializer.Deserialize<string>($"\"{escaped}\"");
        pods.ShouldAllBe(pod => pod.Metadata.Namespace == expected);
    }

    private static string Text(KubernetesList<Pod> pods) =>
        JsonSerializer.Serialize(pods, KubernetesJson.Default.PodList);
}
