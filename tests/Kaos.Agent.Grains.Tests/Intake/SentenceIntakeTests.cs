using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

public class SentenceIntakeTests
{
    private const string DbHost = """[ { name: DB_HOST, value: "payment-db:5432" } ]""";
    private const string Sluggish =
        "The payment processing in prod-eu-west feels sluggish since this morning. Customers are complaining about timeouts at checkout.";

    private static readonly ClusterSnapshot East = Worlds.FromYaml(
        Worlds.Namespace("shop") + Worlds.Deployment("shop", "checkout-service") + Worlds.Service(
            "shop", "checkout-service") +
        Worlds.Deployment("shop", "cart") + Worlds.Deployment("web", "nginx") + Worlds.Deployment("staging",
            "nginx") + Worlds.Node("node-1"));

    private static readonly ClusterSnapshot West = Worlds.FromYaml(
        Worlds.Namespace("payments") + Worlds.Deployment("payments", "payment-gateway", DbHost) +
        Worlds.Service("payments", "payment-gateway") + Worlds.StatefulSet("payments", "payment-db") +
        Worlds.Service("payments", "payment-db") + Worlds.Deployment("payments", "order-form"),
        "prod-eu-west");

    private readonly FixedClusters clusters = new(East, West);

    [Theory]
    [InlineData("What's going on with checkout-service in prod-us-east? I see alerts firing.",
        "Deployment/shop/checkout-service", "other")]
    [InlineData("the checkout service is crashing", "Deployment/shop/checkout-service", "crash-loop")]
    [InlineData("checkout-service keeps getting OOMKilled in shop", "Deployment/shop/checkout-service", "oom-killed")]
    [InlineData("why is checkot-service so slow?", "Deployment/shop/checkout-service", "latency")]
    [InlineData("checkout-service-7b4d9c6f5d-x2k4p is not ready", "Deployment/shop/checkout-service", "not-ready")]
    [InlineData("deployment/checkout-service returns 503 errors", "Deployment/shop/checkout-service", "errors")]
    [InlineData("the checkout pod is crashing", "Deployment/shop/checkout-service", "crash-loop")]
    [InlineData(Sluggish, "Deployment/payments/payment-gateway", "latency")]
    [InlineData("payments are timing out", "Deployment/payments/payment-gateway", "latency")]
    [InlineData("the payment statefulset is broken", "StatefulSet/payments/payment-db", "other")]
    [InlineData("payment gateway is down", "Deployment/payments/payment-gateway", "not-ready")]
    [InlineData("nginx in staging is crashing", "Deployment/staging/nginx", "crash-loop")]
    [InlineData("node-1 is not ready", "Node/node-1", "not-ready")]
    [InlineData("cart", "Deployment/shop/cart", "other")]
    public async Task Sentence_AboutTrouble_NamesTheWorkloadAndTheSymptom(
        string sentence, string subject, string symptom)
    {
        var signal = (await ReadAsync(sentence)).ShouldBeOfType<Heard.Trouble>().Signal;

        signal.Subject.ToString().ShouldBe(subject);
        signal.Symptom.ShouldBe(symptom);
        signal.Source.ShouldBe("sentence");
    }

    [Theory]
    [InlineData("is the cluster healthy?")]
    [InlineData("is our cluster ok")]
    [InlineData("how is the cluster doing today")]
    public async Task Health_OfTheCluster_IsNoClusterOfThatName(string sentence) =>
        (await ReadAsync(sentence)).ShouldBeOfType<Heard.HealthAsked>().Clusters.Length.ShouldBe(2);

    [Theory]
    [InlineData("Hello")]
    [InlineData("hi there, help me please!")]
    [InlineData("What can you do?")]
    public async Task Greeting_Said_TellsWhatToSay(string sentence)
    {
        var unclear = (await ReadAsync(sentence)).ShouldBeOfType<Heard.Unclear>();

        unclear.Text.ShouldStartWith("Tell me what is wrong");
        unclear.Nearest.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sentence_WithATime_SetsWhenItBegan()
    {
        var signal = (await ReadAsync(Sluggish)).ShouldBeOfType<Heard.Trouble>().Signal;

        signal.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 5, 0, 0, TimeSpan.Zero));
        signal.Cluster.ShouldBe("prod-eu-west");
        signal.Tenant.ShouldBe("team-payments");
        signal.Severity.ShouldBe(Severity.Critical);
    }

    [Fact]
    public async Task Sentence_SaidTwice_IsTheSameSignal()
    {
        var first = (await ReadAsync("cart is slow")).ShouldBeOfType<Heard.Trouble>().Signal;
        var second = (await ReadAsync("cart is slow")).ShouldBeOfType<Heard.Trouble>().Signal;

        second.Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task Sentence_FittingTwoWorkloads_AsksWhich()
    {
        var ambiguous = (await ReadAsync("nginx is crashing")).ShouldBeOfType<Heard.Ambiguous>();

        ambiguous.Candidates.Select(candidate => candidate.Object.ToString()).ShouldBe(
            ["Deployment/staging/nginx", "Deployment/web/nginx"], ignoreOrder: true);
        ambiguous.Question.ShouldContain("staging/nginx");
    }

    [Fact]
    public async Task Sentence_FittingNothing_NamesTheNearest()
    {
        var unclear = (await ReadAsync("the frobnicator is broken")).ShouldBeOfType<Heard.Unclear>();

        unclear.Text.ShouldContain("Nearest");
        unclear.Nearest.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Sentence_NamingAnUnknownPlace_SaysWhichThereAre()
    {
        var unclear = (await ReadAsync("checkout-service is slow in prod-mars-1")).ShouldBeOfType<Heard.Unclear>();

        unclear.Text.ShouldContain("prod-mars-1");
        unclear.Text.ShouldContain("prod-us-east");
    }

    [Fact]
    public async Task Sentence_AboutAnotherTenantsWorkload_FindsNothingOfIt()
    {
        var read = await new SentenceIntake(clusters).ReadAsync(
            "checkout-service is crashing", new Listener(["team-payments"]), TestContext.Current.CancellationToken);

        read.ShouldBeOfType<Heard.Unclear>().Text.ShouldNotContain("shop/");
    }

    [Theory]
    [InlineData("What is wrong?")]
    [InlineData("what's wrong in shop?")]
    public async Task Sentence_NamingOnlyAPlace_MeansWhatIsSickThere(string sentence)
    {
        var sick = Worlds.FromYaml(Worlds.Namespace("shop") + """
            apiVersion: v1
            kind: Pod
            metadata: { name: web-1, namespace: shop, creationTimestamp: "2026-03-01T07:00:00Z" }
            spec: { nodeName: node-1, containers: [ { name: app, image: "example/web:1" } ] }
            status:
              phase: Running
              conditions: [ { type: Ready, status: "False", lastTransitionTime: "2026-03-01T08:00:00Z" } ]
              containerStatuses:
              - name: app
                restartCount: 12
                ready: false
                state: { waiting: { reason: CrashLoopBackOff } }
                lastState: { terminated: { exitCode: 1, reason: Error, finishedAt: "2026-03-01T08:28:00Z" } }
            """);

        var heard = await new SentenceIntake(new FixedClusters(sick))
            .ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);

        heard.ShouldBeOfType<Heard.Trouble>().Signal.Subject.Name.ShouldBe("web-1");
    }

    [Fact]
    public async Task Workload_ThatIsReadyAgain_IsToldWithItsRestarts()
    {
        var flapping = Worlds.FromYaml(Worlds.Namespace("shop") + """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: web, namespace: shop, uid: u1 }
            spec: { replicas: 1, selector: { matchLabels: { app: web } } }
            status: { replicas: 1, readyReplicas: 1 }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: web-0, namespace: shop, labels: { app: web }, ownerReferences: [ { kind: StatefulSet, name: web, uid: u1, controller: true } ] }
            spec: { nodeName: node-1, containers: [ { name: app, image: "example/web:1" } ] }
            status:
              phase: Running
              conditions: [ { type: Ready, status: "True" } ]
              containerStatuses:
              - name: app
                restartCount: 12
                ready: true
                state: { running: { startedAt: "2026-03-01T08:29:00Z" } }
                lastState: { terminated: { exitCode: 137, reason: OOMKilled, finishedAt: "2026-03-01T08:28:00Z" } }
            """);

        var heard = await new SentenceIntake(new FixedClusters(flapping))
            .ReadAsync("is web ok?", new Listener(["*"]), TestContext.Current.CancellationToken);

        heard.ShouldBeOfType<Heard.Answer>().Text.ShouldContain("Restarts: 12, the last at 2026-03-01 08:28 UTC");
    }

    [Fact]
    public async Task Sentence_NamingOnlyAPlaceWithoutSymptoms_SaysSoAndWhatWasNotRead()
    {
        var partial = Worlds.FromYaml(Worlds.Namespace("shop")) with { NotRead = [new UnreadPart("pods", "403")] };

        var heard = await new SentenceIntake(new FixedClusters(partial))
            .ReadAsync("What is wrong?", new Listener(["*"]), TestContext.Current.CancellationToken);

        heard.ShouldBeOfType<Heard.Unclear>().Text.ShouldContain(
            "Not everything could be read, so this may be wrong or incomplete: pods");
    }

    [Theory]
    [InlineData("delete namespace shop")]
    [InlineData("please scale checkout-service to 5")]
    [InlineData("restart the nginx deployment in web")]
    [InlineData("can you roll back the checkout config")]
    public async Task Wish_ForAChange_IsReadAndAsksTheClusterNothing(string sentence)
    {
        (await ReadAsync(sentence)).ShouldBeOfType<Heard.ChangeAsked>();

        clusters.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("helm upgrade checkout to 2.1", "helm-operator")]
    [InlineData("roll back the checkout helm release", "helm-operator")]
    [InlineData("sync the checkout app in argocd", "app-operator")]
    [InlineData("add a silence in alertmanager for an hour", "observability-operator")]
    [InlineData("run a promql query for the p50 of cart", "observability-operator")]
    public async Task Work_OfAnotherAgent_IsHandedOffWithoutACall(string sentence, string target)
    {
        var handOff = (await ReadAsync(sentence)).ShouldBeOfType<Heard.HandOff>();

        handOff.Target.ShouldBe(target);
        handOff.Data.GetProperty("kind").GetString().ShouldBe("kaos.handoff/v1");
        handOff.Data.GetProperty("target").GetString().ShouldBe(target);
        handOff.Data.GetProperty("payload").GetProperty("text").GetString().ShouldBe(sentence);
        handOff.Data.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        clusters.Looks.ShouldBe(0);
        clusters.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Trouble_InWhichAnotherToolIsMentioned_StaysHere() =>
        (await ReadAsync("checkout-service crashes after the argocd sync failed")).ShouldBeOfType<Heard.Trouble>();

    [Theory]
    [InlineData("")]
    [InlineData("   ?!")]
    [InlineData("hello there")]
    public async Task Words_ThatSayNothing_AreUnclear(string sentence) =>
        (await ReadAsync(sentence)).ShouldBeOfType<Heard.Unclear>();

    private Task<Heard> ReadAsync(string sentence) =>
        new SentenceIntake(clusters).ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);
}
