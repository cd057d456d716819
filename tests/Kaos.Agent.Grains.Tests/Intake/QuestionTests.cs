using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Kubernetes.Snapshots;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

public class QuestionTests
{
    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Namespace("shop") + Worlds.Namespace("web") + Worlds.Deployment("shop", "checkout-service") +
        Worlds.Service("shop", "checkout-service") + Worlds.Deployment("web", "nginx") + Worlds.Node("node-1") + """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: nginx, namespace: web }
        spec: { defaultBackend: { service: { name: nginx, port: { number: 80 } } } }
        ---
        apiVersion: v1
        kind: Event
        metadata: { name: e1, namespace: shop }
        involvedObject: { kind: Pod, namespace: shop, name: checkout-service-7b4d9c6f5d-x2k4p }
        reason: BackOff
        message: Back-off restarting failed container
        type: Warning
        count: 14
        lastTimestamp: "2026-03-01T08:29:00Z"
        """) with
    {
        Logs = [new LogText("shop", "checkout-service-7b4d9c6f5d-x2k4p", "app", false, ["ready", "token=abc123"])],
    };

    private readonly FixedClusters clusters = new(World);

    [Theory]
    [InlineData("Show me all pods", "nginx-7b4d9c6f5d-x2k4p")]
    [InlineData("List pods in shop", "checkout-service-7b4d9c6f5d-x2k4p")]
    [InlineData("pods in shop", "checkout-service-7b4d9c6f5d-x2k4p")]
    [InlineData("Describe the checkout pod", "example/checkout-service:1")]
    [InlineData("List all deployments in shop", "checkout-service")]
    [InlineData("Show me the nginx ingress", "Ingress web/nginx")]
    [InlineData("What namespaces exist?", "web")]
    [InlineData("Show recent cluster events", "BackOff")]
    [InlineData("show events for checkout-service", "14")]
    [InlineData("Node health summary", "node-1")]
    [InlineData("list nodes", "Ready")]
    [InlineData("What clusters can I access?", "prod-us-east")]
    [InlineData("Show current kubeconfig", "prod-us-east")]
    [InlineData("How many replicas does nginx have?", "asks for 3 replicas; 2 are ready")]
    [InlineData("Which pods are using the most memory?", "metrics")]
    public async Task Question_ThatOnlyReads_IsAnsweredFromOneLook(string sentence, string expected)
    {
        var answer = (await ReadAsync(sentence)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain(expected);
        clusters.Looks.ShouldBeLessThanOrEqualTo(1);
        clusters.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Question_InANamespace_LeavesOutTheOthers() =>
        (await ReadAsync("List pods in shop")).ShouldBeOfType<Heard.Answer>().Text.ShouldNotContain("nginx");

    [Fact]
    public async Task Question_ForLogs_IsExactlyOneReadAndRedacted()
    {
        var answer = (await ReadAsync("Show me logs for checkout-service")).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain("ready");
        answer.Text.ShouldNotContain("abc123");
        clusters.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Question_ForAnUnknownWorkload_NamesTheNearest() =>
        (await ReadAsync("show me logs for the frobnicator")).ShouldBeOfType<Heard.Unclear>().Nearest.ShouldNotBeEmpty();

    [Fact]
    public async Task Question_OfATenant_ShowsOnlyItsOwn()
    {
        var read = await new SentenceIntake(clusters)
            .ReadAsync("show me all pods", new Listener(["team-web"]), TestContext.Current.CancellationToken);

        var answer = read.ShouldBeOfType<Heard.Answer>();
        answer.Text.ShouldContain("nginx");
        answer.Text.ShouldNotContain("checkout");
    }

    private Task<Heard> ReadAsync(string sentence) =>
        new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);
}
