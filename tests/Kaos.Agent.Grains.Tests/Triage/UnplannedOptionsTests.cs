using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using TriageOf = Kaos.Agent.Grains.Triage.Triage;

namespace Kaos.Agent.Grains.Tests.Triage;

public sealed class UnplannedOptionsTests
{
    private const string Rollback = "rollback-revision";

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, namespace: shop, uid: d-1, creationTimestamp: "2026-03-01T07:00:00Z", annotations: { deployment.kubernetes.io/revision: "2" } }
        spec:
          replicas: 1
          selector: { matchLabels: { app: web } }
          template: { metadata: { labels: { app: web } }, spec: { containers: [ { name: app, image: "example/web:2" } ] } }
        status: { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 }
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web-2-a
          namespace: shop
          labels: { app: web, pod-template-hash: "2" }
          creationTimestamp: "2026-03-01T07:00:00Z"
          ownerReferences: [ { apiVersion: apps/v1, kind: ReplicaSet, name: web-2, uid: r-2, controller: true } ]
        spec: { nodeName: node-1, containers: [ { name: app, image: "example/web:2" } ] }
        status:
          phase: Running
          conditions: [ { type: Ready, status: "False", lastTransitionTime: "2026-03-01T08:00:00Z" } ]
          containerStatuses:
          - name: app
            restartCount: 12
            ready: false
            state: { waiting: { reason: CrashLoopBackOff } }
            lastState: { terminated: { exitCode: 139, reason: Error, startedAt: "2026-03-01T08:27:00Z", finishedAt: "2026-03-01T08:28:00Z" } }

        """;

    [Fact]
    public async Task RollBack_WithAnEarlierReplicaSetInTheDump_IsOffered()
    {
        var incident = await IncidentAsync(Deployment + Set(1) + Set(2));

        incident.Options.ShouldContain(option => option.Id == Rollback);
        incident.NotOffered.ShouldBeNull();
    }

    [Fact]
    public async Task RollBack_OfAFirstRevision_IsLeftOutAndSaid()
    {
        var incident = await IncidentAsync(Deployment + Set(2));

        incident.Options.ShouldBeEmpty();
        incident.NotOffered!.Value.ShouldContain(new NotChecked(Rollback, "no earlier revision of it is known"));
    }

    [Fact]
    public async Task RollBack_WithoutReplicaSetsInTheDump_IsLeftOutForWhatDoesNotShow()
    {
        var incident = await IncidentAsync(Deployment);

        incident.Options.ShouldBeEmpty();
        incident.NotOffered!.Value.ShouldContain(left =>
            left.What == Rollback && left.Why.Contains("ReplicaSets were not read"));
    }

    private static async Task<IncidentView> IncidentAsync(string yaml)
    {
        var catalog = WorkflowCatalog.Load(null);
        var report = await TriageOf.RunAsync(
            new SnapshotCluster(Worlds.FromYaml(Worlds.Namespace("shop") + Worlds.Node("node-1") + yaml)), null,
            (finding, world) =>
                UnplannedOptions.Of(catalog, finding, world), null, TestContext.Current.CancellationToken);
        return report.Incidents.Single(incident => incident.Subject.Name == "web");
    }

    private static string Set(int revision) => $$"""
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: web-{{revision}}
          namespace: shop
          uid: r-{{revision}}
          creationTimestamp: "2026-03-01T0{{revision}}:00:00Z"
          annotations: { deployment.kubernetes.io/revision: "{{revision}}" }
          ownerReferences: [ { apiVersion: apps/v1, kind: Deployment, name: web, uid: d-1, controller: true } ]
        spec:
          replicas: {{revision - 1}}
          selector: { matchLabels: { app: web, pod-template-hash: "{{revision}}" } }
          template: { metadata: { labels: { app: web, pod-template-hash: "{{revision}}" } }, spec: { containers: [ { name: app, image: "example/web:{{revision}}" } ] } }

        """;
}
