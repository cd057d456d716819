using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Kubernetes.Snapshots;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

public class ChangeQuestionTests
{
    // 08:30 UTC is now.
    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Namespace("shop") + Worlds.Namespace("web") + Worlds.Deployment("web", "nginx") + """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: checkout
          namespace: shop
          uid: d1
          creationTimestamp: "2026-02-01T00:00:00Z"
          managedFields:
          - { manager: helm, operation: Update, time: "2026-03-01T06:00:00Z", fieldsV1: { f:spec: { f:template: { f:spec: { "f:containers": { 'k:{"name":"app"}': { f:image: {} } } } } } } }
          - { manager: kubectl-scale, operation: Update, subresource: scale, time: "2026-03-01T07:40:00Z", fieldsV1: { f:spec: { f:replicas: {} } } }
          annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"spec":{"replicas":4}}' }
        spec:
          replicas: 1
          selector: { matchLabels: { app: checkout } }
          template:
            metadata: { labels: { app: checkout } }
            spec: { containers: [ { name: app, image: "shop/checkout:2", envFrom: [ { configMapRef: { name: knobs } } ] } ] }
        status: { replicas: 1, readyReplicas: 1 }
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: { name: checkout-1, namespace: shop, uid: r1, creationTimestamp: "2026-02-01T00:00:00Z", annotations: { deployment.kubernetes.io/revision: "1" }, ownerReferences: [ { kind: Deployment, apiVersion: apps/v1, name: checkout, uid: d1, controller: true } ] }
        spec: { replicas: 0, template: { spec: { containers: [ { name: app, image: "shop/checkout:1" } ] } } }
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: { name: checkout-2, namespace: shop, uid: r2, creationTimestamp: "2026-03-01T06:00:01Z", annotations: { deployment.kubernetes.io/revision: "2" }, ownerReferences: [ { kind: Deployment, apiVersion: apps/v1, name: checkout, uid: d1, controller: true } ] }
        spec: { replicas: 1, template: { spec: { containers: [ { name: app, image: "shop/checkout:2" } ] } } }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: knobs
          namespace: shop
          creationTimestamp: "2026-02-01T00:00:00Z"
          managedFields:
          - { manager: kubectl-edit, operation: Update, time: "2026-03-01T08:10:00Z", fieldsV1: { f:data: { f:workers: {}, f:api_token: {} } } }
          annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"data":{"workers":"32","api_token":"abc-old"}}' }
        data: { workers: "1", api_token: "xyz-new" }
        ---
        apiVersion: v1
        kind: Node
        metadata:
          name: node-1
          creationTimestamp: "2026-01-01T00:00:00Z"
          managedFields:
          - { manager: kubectl-label, operation: Update, time: "2026-03-01T08:00:00Z", fieldsV1: { f:metadata: { f:labels: { f:pool: {} } } } }
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: { name: nginx, namespace: web, creationTimestamp: "2026-02-01T00:00:00Z" }
        spec: { minReplicas: 2, maxReplicas: 8, scaleTargetRef: { kind: Deployment, name: nginx } }
        status: { desiredReplicas: 3 }
        ---
        apiVersion: v1
        kind: Event
        metadata: { name: e1, namespace: web }
        involvedObject: { kind: HorizontalPodAutoscaler, namespace: web, name: nginx }
        reason: SuccessfulRescale
        message: "New size: 3; reason: cpu resource utilization (percentage of request) above target"
        type: Normal
        lastTimestamp: "2026-03-01T08:05:00Z"
        ---

        """ + string.Concat(Enumerable.Range(1, 6).Select(i => $$"""
        apiVersion: v1
        kind: Event
        metadata: { name: back-off-{{i}}, namespace: shop }
        involvedObject: { kind: Pod, namespace: shop, name: checkout-6bcb9d65-abcd{{i}} }
        reason: BackOff
        message: Back-off restarting failed container
        type: Warning
        count: 5
        firstTimestamp: "2026-03-01T08:12:00Z"
        lastTimestamp: "2026-03-01T08:2{{i}}:00Z"
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: chart-{{i}}, namespace: web, creationTimestamp: "2026-03-01T08:20:00Z", managedFields: [ { manager: helm, operation: Update, time: "2026-03-01T08:20:00Z" } ] }
        ---

        """)));

    private readonly FixedClusters clusters = new(World);

    [Theory]
    [InlineData("what happened since this morning")]
    [InlineData("what changed today?")]
    [InlineData("what happened in the last three hours")]
    public async Task Everything_SinceATime_IsChangesAndEventsFromOneLook(string sentence)
    {
        var text = (await AskAsync(sentence)).Text;

        text.ShouldContain("image shop/checkout:1 -> shop/checkout:2");
        text.ShouldContain("scaled 4 -> 1");
        text.ShouldContain("workers 32 -> 1");
        text.ShouldContain("metadata.labels.pool written");
        text.ShouldContain("scaled to 3 (reason: cpu");
        text.ShouldContain("BackOff: Back-off restarting failed container (30 times) since 08:12");
        clusters.Looks.ShouldBe(1);
        clusters.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Changes_NameWhoTimeAndAgeNewestFirst()
    {
        var lines = (await AskAsync("what happened in shop since 05:00")).Text.Split('\n');

        var edit = Array.FindIndex(lines, line => line.Contains("workers", StringComparison.Ordinal));
        lines[edit].ShouldStartWith("2026-03-01 08:10:00Z  20m  ConfigMap shop/knobs");
        lines[edit].ShouldContain("kubectl-edit");
        edit.ShouldBeLessThan(Array.FindIndex(lines, line => line.Contains("scaled 4 -> 1", StringComparison.Ordinal)));
        lines.ShouldNotContain(line => line.Contains("nginx", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("what changed today")]
    [InlineData("who changed the configmap knobs?")]
    public async Task SecretValues_AreNeverShown(string sentence)
    {
        var text = (await AskAsync(sentence)).Text;

        text.ShouldContain("workers 32 -> 1");
        text.ShouldNotContain("abc-old");
        text.ShouldNotContain("xyz-new");
        text.ShouldContain("Secrets are not read");
    }

    [Fact]
    public async Task ManyObjects_MadeByOneWriterAtOnce_AreOneLine()
    {
        var text = (await AskAsync("what changed in web in the last hour")).Text;

        text.Split('\n').Count(line => line.Contains("helm", StringComparison.Ordinal)).ShouldBe(1);
        text.ShouldContain("ConfigMap web/chart-1, ConfigMap web/chart-2, ConfigMap web/chart-3 and 3 more");
    }

    [Fact]
    public async Task Workload_WithWhatItNeeds_IsToldOldestFirstWhenAStoryIsAsked()
    {
        var text = (await AskAsync("show me the change timeline of checkout")).Text;

        text.ShouldContain("and what it needs");
        text.ShouldContain("Its own last change was 50m ago by a person with kubectl-scale: scaled 4 -> 1.");
        text.IndexOf("revision 2", StringComparison.Ordinal)
            .ShouldBeLessThan(text.IndexOf("workers 32", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("what changed between 7:30 and 8:00", "scaled 4 -> 1", "workers")]
    [InlineData("what changed before 7am", "revision 2", "scaled 4 -> 1")]
    [InlineData("what happened around 8:10", "workers 32", "revision 2")]
    public async Task Window_ThatIsNamed_HoldsWhatLiesInItOnly(string sentence, string inside, string outside)
    {
        var text = (await AskAsync(sentence)).Text;

        text.ShouldContain(inside);
        text.ShouldNotContain(outside);
    }

    [Theory]
    [InlineData("who scaled checkout?", "Scaled 4 -> 1 50m ago (2026-03-01 07:40 UTC) by a person with kubectl-scale")]
    [InlineData("why was nginx scaled up", "above target) 25m ago (2026-03-01 08:05 UTC) by autoscaler nginx")]
    [InlineData("why is nginx scaled to 3", "Autoscaler nginx keeps it at 2 to 8 and wants 3 now")]
    [InlineData("who manages the replicas of checkout", "a person with kubectl-scale owns spec.replicas")]
    [InlineData("who manages the image of checkout", "Helm as helm owns spec.template.spec.containers[app].image")]
    [InlineData("who changed knobs", "a person with kubectl-edit")]
    [InlineData("what changed on node-1", "by a person with kubectl-label")]
    public async Task WhoAndWhy_AreAnswered(string sentence, string expected) =>
        (await AskAsync(sentence)).Text.ShouldContain(expected);

    [Fact]
    public async Task UnknownName_GetsTheNearestAndNoAnswerAboutEverything()
    {
        var said = (await ReadAsync("what changed in the basket service")).ShouldBeOfType<Heard.Unclear>();

        said.Text.ShouldContain("Nearest");
    }

    private async Task<Heard.Answer> AskAsync(string sentence) =>
        (await ReadAsync(sentence)).ShouldBeOfType<Heard.Answer>(sentence);

    private Task<Heard> ReadAsync(string sentence) =>
        new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);
}
