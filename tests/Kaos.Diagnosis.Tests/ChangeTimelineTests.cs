using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class ChangeTimelineTests
{
    private const string Ledger = """
        kind: StatefulSet
        apiVersion: apps/v1
        metadata:
          name: ledger
          namespace: bank
          uid: set-1
          creationTimestamp: "2026-03-01T00:00:00Z"
          managedFields:
          - { manager: helm, operation: Update, time: "2026-03-01T08:00:00Z", fieldsV1: { f:spec: { f:template: {} } } }
        ---
        kind: ControllerRevision
        apiVersion: apps/v1
        metadata:
          name: ledger-1
          namespace: bank
          creationTimestamp: "2026-03-01T00:00:00Z"
          ownerReferences: [ { kind: StatefulSet, apiVersion: apps/v1, name: ledger, uid: set-1, controller: true } ]
        data: { spec: { template: { $patch: replace, spec: { containers: [ { name: db, image: "db:15" } ] } } } }
        revision: FIRST
        ---
        kind: ControllerRevision
        apiVersion: apps/v1
        metadata:
          name: ledger-2
          namespace: bank
          creationTimestamp: "2026-03-01T07:00:00Z"
          ownerReferences: [ { kind: StatefulSet, apiVersion: apps/v1, name: ledger, uid: set-1, controller: true } ]
        data: { spec: { template: { $patch: replace, spec: { containers: [ { name: db, image: "db:16" } ] } } } }
        revision: 2
        """;

    [Fact]
    public void StatefulSet_WithTwoRevisions_SaysWhatDiffersAndWhen()
    {
        var change = Of(Ledger.Replace("FIRST", "1"), new ObjectRef("StatefulSet", "bank", "ledger"))
            .ShouldHaveSingleItem();

        change.At.ShouldBe(DateTimeOffset.Parse("2026-03-01T07:00:00Z"));
        change.What.ShouldBe("revision 2: image db:15 -> db:16");
        change.Who.ShouldBe("helm");
    }

    [Fact]
    public void StatefulSet_WhoseOldTemplateCameBack_SaysSoAtTheTimeOfTheWrite()
    {
        var change = Of(Ledger.Replace("FIRST", "3"), new ObjectRef("StatefulSet", "bank", "ledger"))
            .ShouldHaveSingleItem();

        change.At.ShouldBe(DateTimeOffset.Parse("2026-03-01T08:00:00Z"));
        change.What.ShouldBe("revision 3: image db:16 -> db:15 (an earlier template again)");
    }

    private const string Cache = """
        kind: ConfigMap
        apiVersion: v1
        metadata:
          name: cache
          namespace: bank
          creationTimestamp: "2026-03-01T00:00:00Z"
          managedFields:
          - { manager: kubectl-edit, operation: Update, time: "2026-03-01T08:00:00Z", fieldsV1: { f:data: { f:eviction: {} } } }
        data: { eviction: none }
        """;

    [Fact]
    public void ConfigMap_SeenToChange_TellsKeyFromAndToOnceWithTheVersionBefore()
    {
        var seen = Seen("ConfigMap", "cache", "08:00:03", "eviction lru -> none");

        var change = Of(Cache, [seen], new ObjectRef("ConfigMap", "bank", "cache")).ShouldHaveSingleItem();

        change.ShouldSatisfyAllConditions(
            () => change.At.ShouldBe(At("08:00:00")),
            () => change.Who.ShouldBe("kubectl-edit"),
            () => change.What.ShouldBe("data changed: eviction lru -> none"),
            () => change.Details[FactNames.PreviousSource].ShouldBe("observed"),
            () => change.Details[FactNames.PreviousContent].ShouldBe("hash"));
    }

    [Fact]
    public void ConfigMap_ThatChangedTwice_TellsTheOlderChangeToo() =>
        Of(
            Cache,
            [Seen("ConfigMap", "cache", "06:30:00", "ttl 60 -> 5"),
                Seen("ConfigMap", "cache", "08:00:03", "eviction lru -> none")],
            new ObjectRef("ConfigMap", "bank", "cache")).Select(c => c.What)
            .ShouldBe(["data changed: ttl 60 -> 5", "data changed: eviction lru -> none"]);

    [Fact]
    public void Secret_SeenToChange_IsOnTheTimelineByItsKeys() =>
        Of(Cache, [Seen("Secret", "login", "07:00:00", "password changed")], new ObjectRef("Secret", "bank", "login"))
            .ShouldHaveSingleItem().What.ShouldBe("data changed: password changed");

    [Fact]
    public void Node_TaintedByHand_TellsWhichTaintByWhom()
    {
        var change = Of(
            """
            kind: Node
            apiVersion: v1
            metadata:
              name: n1
              creationTimestamp: "2026-03-01T00:00:00Z"
              managedFields:
              - { manager: kubectl-taint, operation: Update, time: "2026-03-01T08:00:00Z", fieldsV1: { f:spec: { f:taints: {} } } }
            spec: { taints: [ { key: dedicated, value: batch, effect: NoSchedule }, { key: node.kubernetes.io/not-ready, effect: NoExecute } ] }
            """,
            [], new ObjectRef("Node", null, "n1")).ShouldHaveSingleItem();

        (change.Kind, change.At, change.Who, change.What)
            .ShouldBe((ChangeKind.Taint, At("08:00:00"), "kubectl-taint", "tainted dedicated=batch:NoSchedule"));
    }

    [Fact]
    public void Node_ThatWasRebooted_SaysSo() =>
        Of(
            """
            kind: Node
            apiVersion: v1
            metadata: { name: n1 }
            ---
            kind: Event
            apiVersion: v1
            metadata: { name: e1, namespace: default }
            involvedObject: { kind: Node, name: n1 }
            reason: Rebooted
            message: "Node n1 has been rebooted, boot id: 5f2c"
            source: { component: kubelet, host: n1 }
            firstTimestamp: "2026-03-01T08:00:00Z"
            lastTimestamp: "2026-03-01T08:00:00Z"
            """,
            [], new ObjectRef("Node", null, "n1")).ShouldHaveSingleItem().What.ShouldStartWith("Rebooted: Node n1");

    [Fact]
    public void Workload_ThatItsAutoscalerScaled_HasThatOnItsTimeline() =>
        World(
            """
            kind: Deployment
            apiVersion: apps/v1
            metadata: { name: till, namespace: bank }
            ---
            kind: HorizontalPodAutoscaler
            apiVersion: autoscaling/v2
            metadata: { name: till-hpa, namespace: bank }
            spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: till } }
            ---
            kind: Event
            apiVersion: v1
            metadata: { name: e1, namespace: bank }
            involvedObject: { kind: HorizontalPodAutoscaler, namespace: bank, name: till-hpa }
            reason: SuccessfulRescale
            message: "New size: 6; reason: cpu resource utilization (percentage of request) above target"
            firstTimestamp: "2026-03-01T08:00:00Z"
            lastTimestamp: "2026-03-01T08:00:00Z"
            """,
            world => ChangeTimeline.Around(
                world, new ObjectRef("Deployment", "bank", "till"))).Changes.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                c => c.Who.ShouldBe("autoscaler till-hpa"),
                c => c.What.ShouldBe(
                    "scaled to 6 (reason: cpu resource utilization (percentage of request) above target)"));

    [Fact]
    public void NetworkPolicy_MadeAndEdited_TellsBothAndByWhom() =>
        Of(
            """
            kind: NetworkPolicy
            apiVersion: networking.k8s.io/v1
            metadata:
              name: walls
              namespace: bank
              creationTimestamp: "2026-03-01T08:00:00Z"
              managedFields:
              - { manager: argocd-controller, operation: Apply, time: "2026-03-01T08:00:00Z" }
              - { manager: kubectl-edit, operation: Update, time: "2026-03-01T09:00:00Z" }
            """,
            [], new ObjectRef("NetworkPolicy", "bank", "walls")).Select(c => (c.What, c.Who))
            .ShouldBe([("made", "argocd-controller"), ("edited", "kubectl-edit")]);

    private static DateTimeOffset At(string clock) => DateTimeOffset.Parse($"2026-03-01T{clock}Z");

    private static SeenEdit Seen(string kind, string name, string clock, string what) =>
        new(kind, "bank", name, At(clock), "somebody", [what], kind == "ConfigMap" ? "hash" : null);

    private static IReadOnlyList<Change> Of(string yaml, params ObjectRef[] of) => Of(yaml, [], of);

    private static IReadOnlyList<Change> Of(string yaml, IReadOnlyList<SeenEdit> seen, params ObjectRef[] of) =>
        World(yaml, world => ChangeTimeline.Of(world with { Edits = seen }, of)).Changes;

    private static ChangeTimeline World(string yaml, Func<ClusterSnapshot, ChangeTimeline> ask)
    {
        var folder = Directory.CreateTempSubdirectory("kaos-changes-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "objects.yaml"), yaml);
            return ask(SnapshotReader.Read(folder.FullName, "changes"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
