using YamlDotNet.RepresentationModel;
using static Kaos.Agent.Host.Tests.Manifests;

namespace Kaos.Agent.Host.Tests.Deploy;

/// <summary>deploy/k8s/base as an API server would get it.</summary>
public sealed class ManifestTests
{
    private static readonly string[] Reads = ["get", "list", "watch"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Base_Rendered_HasWhatTheServiceNeeds()
    {
        var kinds = (await RenderAsync()).Select(item => Text(item, "kind"));

        kinds.ShouldBe(
            ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Secret", "Service",
                "PersistentVolumeClaim", "Deployment"],
            ignoreOrder: true);
    }

    [Fact]
    [Trait("Seed", "3-21")]
    public async Task Role_OfTheService_OnlyReadsAndNeverSecrets()
    {
        var items = await RenderAsync();
        var role = items.Single(item => Text(item, "kind") == "ClusterRole");
        var rules = List(role, "rules");

        rules.ShouldNotBeEmpty();
        foreach (var rule in rules)
        {
            Texts(rule, "verbs").Except(Reads).ShouldBeEmpty();
            if (rule.Children.ContainsKey("nonResourceURLs"))
            {
                Texts(rule, "nonResourceURLs").ShouldNotContain("*");
                continue;
            }

            Texts(rule, "resources").ShouldNotContain("secrets");
            Texts(rule, "resources").Concat(Texts(rule, "apiGroups")).ShouldNotContain("*");
        }

        var binding = items.Single(item => Text(item, "kind") == "ClusterRoleBinding");
        Text(binding, "roleRef", "name").ShouldBe(Text(role, "metadata", "name"));
        var account = items.Single(item => Text(item, "kind") == "ServiceAccount");
        var subject = List(binding, "subjects").ShouldHaveSingleItem();
        (Text(subject, "name"), Text(subject, "namespace"))
            .ShouldBe((Text(account, "metadata", "name"), Text(account, "metadata", "namespace")));
    }

    [Fact]
    public async Task Pod_OfTheService_MayDoLittle()
    {
        var deployment = (await RenderAsync()).Single(item => Text(item, "kind") == "Deployment");
        var pod = At(deployment, "spec", "template", "spec");
        var container = List(pod, "containers").ShouldHaveSingleItem();

        Text(deployment, "spec", "replicas").ShouldBe("1");
        Text(deployment, "spec", "strategy", "type").ShouldBe("Recreate");
        Text(pod, "securityContext", "runAsNonRoot").ShouldBe("true");
        Text(pod, "securityContext", "seccompProfile", "type").ShouldBe("RuntimeDefault");
        Text(container, "securityContext", "readOnlyRootFilesystem").ShouldBe("true");
        Text(container, "securityContext", "allowPrivilegeEscalation").ShouldBe("false");
        Texts(At(container, "securityContext", "capabilities"), "drop").ShouldBe(["ALL"]);
        Text(container, "livenessProbe", "httpGet", "path").ShouldBe("/healthz");
        Text(container, "readinessProbe", "httpGet", "path").ShouldBe("/readyz");
        Text(container, "resources", "limits", "memory").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Service_Selects_ThePodsOfTheDeployment()
    {
        var items = await RenderAsync();
        var selector = At(items.Single(item => Text(item, "kind") == "Service"), "spec", "selector");
        var labels = At(
            items.Single(item => Text(item, "kind") == "Deployment"), "spec", "template", "metadata", "labels");

        selector.Children.ShouldNotBeEmpty();
        selector.Children.ShouldAllBe(pair => labels.Children.Contains(pair));
    }

    private static Task<List<YamlMappingNode>> RenderAsync() => Manifests.RenderAsync("base");
}
