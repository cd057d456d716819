using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>
/// The fifteen kinds of queries of the K8s Operator page, against a cluster over HTTP: one tool call each. What is
/// watched costs no request; what is not costs one.
/// </summary>
public sealed class QueryTableTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private PracticeCase practice = null!;

    public async ValueTask InitializeAsync() => practice = await PracticeCase.StartAsync("checkout-service", 1, Token);

    public async ValueTask DisposeAsync() => await practice.DisposeAsync();

    [Fact]
    public async Task Queries_OfTheTable_AreOneToolCallEach()
    {
        (string Sentence, string Tool, int Requests, string Contains)[] table =
        [
            ("Show me all pods", "pods_list", 0, "checkout-service-"),
            ("List pods in shop", "pods_list_in_namespace", 0, "namespace shop"),
            ("Describe the checkout pod", "pods_get", 0, "Container "),
            ("Show me logs for checkout-service", "pods_log", 1, "lines of"),
            ("Which pods are using the most memory?", "pods_top", 0, "Mi"),
            ("List all deployments in shop", "resources_list", 0, "checkout-service"),
            ("Show me the checkout-service service", "resources_get", 0, "Service shop/checkout-service"),
            ("What namespaces exist?", "namespaces_list", 0, "kube-system"),
            ("Show recent cluster events", "events_list", 0, "Warning"),
            ("How much CPU are the nodes using?", "nodes_top", 0, "node-1"),
            ("Node stats summary for node-1", "nodes_stats_summary", 1, "Disk: "),
            ("Show kubelet logs for node-1", "nodes_log", 1, "kubelet[812]"),
            ("What clusters can I access?", "configuration_contexts_list", 0, "open"),
            ("Show current kubeconfig", "configuration_view", 0, "credentials and addresses are not shown"),
            ("How many replicas does checkout-service have?", "resources_scale", 0, "replicas"),
        ];
        using var wire = new WireCalls(practice.Port);
        var clusters = new ClusterList([practice.Cluster], (_, @namespace) => @namespace);
        foreach (var (sentence, tool, requests, contains) in table)
        {
            wire.Clear();

            var answer = (await new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), Token))
                .ShouldBeOfType<Heard.Answer>(sentence);

            answer.Text.ShouldContain(contains, customMessage: sentence);
            answer.Text.ShouldContain(practice.Cluster.Name, customMessage: sentence);
            answer.Data!.Value.GetProperty("tool").GetString().ShouldBe(tool, sentence);
            answer.Data!.Value.GetProperty("clusters")[0].GetString().ShouldBe(practice.Cluster.Name);
            wire.Urls.Count.ShouldBe(requests, $"{sentence}: {string.Join(' ', wire.Urls)}");
        }
    }

    [Theory]
    [InlineData("helm upgrade checkout to 2.1")]
    [InlineData("sync the checkout app in argocd")]
    [InlineData("add a silence in alertmanager")]
    [InlineData("delete the checkout pod")]
    [InlineData("thanks, that's all")]
    public async Task Request_ThatIsNoQuery_ReadsNothing(string sentence)
    {
        using var wire = new WireCalls(practice.Port);
        var clusters = new ClusterList([practice.Cluster], (_, @namespace) => @namespace);

        await new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), Token);

        wire.Urls.ShouldBeEmpty();
    }
}
