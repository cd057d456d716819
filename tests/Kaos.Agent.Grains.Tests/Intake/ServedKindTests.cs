using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Desk.Answers;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Kubernetes.Resources;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>Kinds that nobody here has a word for are known by what the API server calls them.</summary>
public sealed class ServedKindTests
{
    private static readonly ResourceType[] Served =
    [
        new("postgresql.cnpg.io", "v1", "clusters", "Cluster", true) { Names = ["cluster"] },
        new("cluster.x-k8s.io", "v1beta1", "clusters", "Cluster", true) { Names = ["cluster", "cl"] },
        new(
            "networking.istio.io", "v1", "virtualservices", "VirtualService",
            true) { Names = ["virtualservice", "vs"] },
        new("coordination.k8s.io", "v1", "leases", "Lease", true) { Names = ["lease"] },
    ];

    [Theory]
    [InlineData("get cnpg clusters", "clusters.postgresql.cnpg.io")]
    [InlineData("list clusters.cluster.x-k8s.io", "clusters.cluster.x-k8s.io")]
    [InlineData("vs in shop", "virtualservices.networking.istio.io")]
    [InlineData("show the virtualservice web", "virtualservices.networking.istio.io")]
    [InlineData("leases please", "leases.coordination.k8s.io")]
    [InlineData("list clusters", "")]
    [InlineData("how is the cluster", "")]
    public void Words_ForAServedKind_AreThatKind(string sentence, string types) =>
        string.Join(' ', ServedAnswers.Named(IntakeWords.Of(sentence), Served).Select(type => type.QualifiedName))
            .ShouldBe(types);

    [Fact]
    public void Words_ThatTwoGroupsHave_AreBoth() =>
        ServedAnswers.Named(
            ["widgets"],
            [
                new("a.example.com", "v1", "widgets", "Widget", true),
                new("b.example.com", "v1", "widgets", "Widget", true),
            ]).Length.ShouldBe(2);

    [Theory]
    [InlineData("list leases in kube-node-lease", "leases.coordination.k8s.io")]
    [InlineData("kubectl get crd", "customresourcedefinitions.apiextensions.k8s.io")]
    [InlineData("show me the priorityclasses", "priorityclasses.scheduling.k8s.io")]
    public async Task Kind_ThatIsNotWatched_IsListedOnce(string sentence, string type)
    {
        var token = TestContext.Current.CancellationToken;
        await using var practice = await PracticeCase.StartAsync("healthy", 1, token);
        var clusters = new ClusterList([practice.Cluster], (_, @namespace) => @namespace);

        var answer = (await new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), token))
            .ShouldBeOfType<Heard.Answer>(sentence);

        answer.Text.ShouldContain(type);
        answer.Data!.Value.GetProperty("tool").GetString().ShouldBe("resources_list");
    }

    [Fact]
    public async Task Secrets_AskedFor_AreNotRead()
    {
        var token = TestContext.Current.CancellationToken;
        await using var practice = await PracticeCase.StartAsync("healthy", 1, token);
        using var wire = new WireCalls(practice.Port);

        var answer = await new SentenceIntake(new ClusterList([practice.Cluster], (_, @namespace) => @namespace))
            .ReadAsync("list secrets", new Listener(["*"]), token);

        answer.ShouldBeOfType<Heard.Answer>().Text.ShouldContain("KAOS reads no Secrets");
        wire.Urls.ShouldNotContain(url => url.Contains("secrets", StringComparison.Ordinal));
    }
}
