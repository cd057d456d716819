using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class GraphTests
{
    private const string World = """
        kind: Deployment
        apiVersion: apps/v1
        metadata: { name: till, namespace: bakery }
        spec:
          selector: { matchLabels: { app: till } }
          template:
            metadata: { labels: { app: till } }
            spec:
              containers:
              - name: till
                image: till:1
                env:
                - { name: DATABASE_URL, value: "postgres://till@db.payments.example.com:5432/till" }
                - { name: MAIL_HOST, value: mail.example.org }
                - { name: OVEN_URL, value: "http://oven.bakery.svc.cluster.local:8080" }
                - { name: SERVER_CLASS, value: com.example.Till }
                - { name: LISTEN, value: "0.0.0.0:8080" }
              volumes:
              - { name: data, persistentVolumeClaim: { claimName: receipts } }
        ---
        kind: Service
        apiVersion: v1
        metadata: { name: oven, namespace: bakery }
        spec: { type: ExternalName, externalName: oven.example.net }
        ---
        kind: NetworkPolicy
        apiVersion: networking.k8s.io/v1
        metadata: { name: till-only, namespace: bakery }
        spec: { podSelector: { matchLabels: { app: till } } }
        ---
        kind: NetworkPolicy
        apiVersion: networking.k8s.io/v1
        metadata: { name: others, namespace: bakery }
        spec: { podSelector: { matchLabels: { app: other } } }
        ---
        kind: HorizontalPodAutoscaler
        apiVersion: autoscaling/v2
        metadata: { name: till-scale, namespace: bakery }
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: till } }
        ---
        kind: PersistentVolumeClaim
        apiVersion: v1
        metadata: { name: receipts, namespace: bakery }
        spec: { volumeName: pv-7 }
        ---
        kind: PersistentVolume
        apiVersion: v1
        metadata: { name: pv-7 }
        spec:
          nodeAffinity:
            required:
              nodeSelectorTerms:
              - matchExpressions: [ { key: kubernetes.io/hostname, operator: In, values: [ host-3 ] } ]
        ---
        kind: Node
        apiVersion: v1
        metadata: { name: ip-10-0-0-3, labels: { kubernetes.io/hostname: host-3 } }
        """;

    private static readonly ObjectRef Till = new("Deployment", "bakery", "till");

    [Theory]
    [InlineData("Host//db.payments.example.com", "env DATABASE_URL")]
    [InlineData("Host//mail.example.org", "env MAIL_HOST")]
    [InlineData("Service/bakery/oven", "env OVEN_URL")]
    [InlineData("Host//oven.example.net", "external name")]
    [InlineData("NetworkPolicy/bakery/till-only", "network policy")]
    [InlineData("PersistentVolume//pv-7", "volume")]
    [InlineData("Node//ip-10-0-0-3", "node affinity")]
    public void Upstream_OfAWorkload_HoldsWhatItNeeds(string to, string via)
    {
        var parts = to.Split('/');
        Graph().Upstream(Till).Select(d => (d.To, d.Via))
            .ShouldContain((new ObjectRef(parts[0], parts[1].Length == 0 ? null : parts[1], parts[2]), via));
    }

    [Fact]
    public void Upstream_OfAWorkload_HoldsNothingElse() =>
        Graph().Upstream(Till).Select(d => d.To.Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(
            ["db.payments.example.com", "ip-10-0-0-3", "mail.example.org", "oven", "oven.example.net", "pv-7",
                "receipts", "till-only"]);

    [Fact]
    public void DependantsOf_AScaledWorkload_HoldTheAutoscaler() =>
        Graph().DependantsOf(Till).ShouldContain(d => d.From.Name == "till-scale" && d.Via == "scale target");

    private static DependencyGraph Graph()
    {
        var folder = Directory.CreateTempSubdirectory("kaos-graph-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "world.yaml"), World);
            return DependencyGraph.Of(SnapshotReader.Read(folder.FullName, "graph").Objects);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
