using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Triage;

public class AlertmanagerSignalsTests
{
    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Deployment("shop", "checkout-service") + Worlds.Service("shop", "checkout", "checkout-service") +
        Worlds.StatefulSet("payments", "payment-db") + Worlds.Node("node-1"));

    [Theory]
    [InlineData("KubePodCrashLooping", """ "pod": "checkout-service-7b4d9c6f5d-x2k4p" """,
        "Deployment/shop/checkout-service", "crash-loop")]
    [InlineData("KubePodCrashLooping", """ "pod": "checkout-service-7b4d9c6f5d-gone1" """,
        "Deployment/shop/checkout-service", "crash-loop")]
    [InlineData("ContainerOOMKilled", """ "deployment": "checkout-service" """, "Deployment/shop/checkout-service",
        "oom-killed")]
    [InlineData("HighRequestLatency", """ "service": "checkout" """, "Deployment/shop/checkout-service", "latency")]
    [InlineData("TooManyErrors", """ "job": "checkout-service" """, "Deployment/shop/checkout-service", "errors")]
    [InlineData("KubeDeploymentReplicasMismatch", """ "deployment": "checkout-service" """,
        "Deployment/shop/checkout-service", "replicas-missing")]
    [InlineData("KubePodWaiting", """ "reason": "ErrImagePull", "pod": "checkout-service-7b4d9c6f5d-x2k4p" """,
        "Deployment/shop/checkout-service", "image-pull")]
    [InlineData("QuotaAlmostFull", """ "severity": "info" """, "Namespace/shop", "other")]
    public void Alert_WithLabels_BecomesASignalAtTheTopOwner(string name, string labels, string subject, string symptom)
    {
        var signal = Read(
            $$"""{ "status": "firing", "labels": { "alertname": "{{name}}", "namespace": "shop", {{labels}} } }""")
            .Single().Signal;

        signal!.Subject.ToString().ShouldBe(subject);
        signal.Symptom.ShouldBe(symptom);
        signal.SaidBy.ShouldBe(name);
        signal.Source.ShouldBe("alert");
        signal.Cluster.ShouldBe("prod-us-east");
        signal.Tenant.ShouldBe(signal.Subject.Namespace is null ? "platform" : "tenant-shop");
    }

    [Fact]
    public void Alert_OfAPodOfAStatefulSetThatIsGone_IsAboutTheStatefulSet() =>
        Read("""{ "labels": { "alertname": "PodDown", "namespace": "payments", "pod": "payment-db-2" } }""").Single()
            .Signal!.Subject.ToString().ShouldBe("StatefulSet/payments/payment-db");

    [Theory]
    [InlineData(""" "node": "node-1" """)]
    [InlineData(""" "instance": "10.0.0.1:9100" """)]
    public void Alert_OfANode_IsAboutTheNode(string label)
    {
        var signal = Read($$"""{ "labels": { "alertname": "KubeNodeNotReady", "severity": "critical", {{label}} } }""")
            .Single().Signal;

        signal!.Subject.ShouldBe(new ObjectRef("Node", null, "node-1"));
        signal.Symptom.ShouldBe(SymptomCodes.NodeNotReady);
        signal.Severity.ShouldBe(Severity.Critical);
    }

    [Theory]
    [InlineData(""" "alertname": "Watchdog" """)]
    [InlineData(""" "alertname": "Anything", "severity": "none", "namespace": "shop" """)]
    [InlineData(""" "alertname": "KaosNotAllowed", "source": "kaos", "namespace": "shop" """)]
    public void Alert_ThatReportsNoTrouble_IsIgnoredWithAReason(string labels)
    {
        var reading = Read($$"""{ "labels": { {{labels}} } }""").Single();

        reading.Signal.ShouldBeNull();
        reading.Problem.ShouldBeNull();
        reading.Ignored.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Batch_WithBadEntries_KeepsTheGoodOnes()
    {
        var readings = Read("""
            7,
            { "labels": "no" },
            { "labels": { "severity": "critical" } },
            { "labels": { "alertname": "NoObject" } },
            { "labels": { "alertname": "Elsewhere", "cluster": "mars", "namespace": "shop" } },
            { "labels": { "alertname": "PodOOM", "namespace": "shop", "deployment": "checkout-service" } }
            """);

        readings.Length.ShouldBe(6);
        readings.Take(5).ShouldAllBe(reading => reading.Problem != null && reading.Problem.Code == ProblemCode.Invalid);
        readings[5].Signal.ShouldNotBeNull();
    }

    [Fact]
    public void Alert_SentAgain_IsTheSameSignal()
    {
        const string Alert = """
            { "status": "firing", "fingerprint": "c0ffee", "startsAt": "2026-03-01T03:16:00Z",
              "labels": { "alertname": "PodOOM", "namespace": "shop", "deployment": "checkout-service" } }
            """;

        var first = Read(Alert).Single().Signal;
        var second = Read(Alert).Single().Signal;

        second!.Id.ShouldBe(first!.Id);
        first.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 3, 16, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Alert_Resolved_SaysSo() =>
        Read("""{ "status": "resolved", "labels": { "alertname": "PodOOM", "namespace": "shop", "deployment": "checkout-service" } }""")
            .Single().Resolved.ShouldBeTrue();

    [Fact]
    public void Cluster_NotNamedAmongSeveral_IsAProblem()
    {
        var body = Body("""{ "labels": { "alertname": "PodOOM", "namespace": "shop" } }""");

        var readings = AlertmanagerSignals.Read(
            body, [World, World with { ClusterName = "prod-eu-west" }], TenantOf).Value;

        readings.Single().Problem!.Message.ShouldContain("prod-eu-west");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "alerts": {} }""")]
    [InlineData("\"x\"")]
    public void Body_ThatIsNoNotification_IsAProblem(string body)
    {
        using var json = JsonDocument.Parse(body);

        AlertmanagerSignals.Read(json.RootElement, [World], TenantOf).Problem!.Code.ShouldBe(ProblemCode.Invalid);
    }

    private static ImmutableArray<AlertReading> Read(string alerts) =>
        AlertmanagerSignals.Read(Body(alerts), [World], TenantOf).Value;

    private static JsonElement Body(string alerts)
    {
        using var json = JsonDocument.Parse($$"""{ "version": "4", "status": "firing", "alerts": [ {{alerts}} ] }""");
        return json.RootElement.Clone();
    }

    private static string TenantOf(string cluster, string? @namespace) =>
        @namespace is null ? "platform" : "tenant-" + @namespace;
}
