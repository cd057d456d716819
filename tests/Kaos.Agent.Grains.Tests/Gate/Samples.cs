using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>Objects, findings and plans that the tests of the gate share.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 3, 40, 0, TimeSpan.Zero);

    public static readonly ObjectRef Shop = new("Deployment", "shop", "web");
    public static readonly ObjectRef Settings = new("ConfigMap", "shop", "web-config");
    public static readonly ObjectRef Db = new("StatefulSet", "shop", "db");
    public static readonly ObjectRef NodeTwo = new("Node", null, "node-2");

    public static readonly Principal Alice = new("alice", PrincipalKind.Person, [Role.Approver], ["*"]);

    public static JsonObject Deployment() => Parse("""
        { "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": { "name": "web", "namespace": "shop", "uid": "u-web", "resourceVersion": "10", "generation": 3,
            "annotations": { "deployment.kubernetes.io/revision": "3" },
            "managedFields": [
              { "manager": "kubectl-client-side-apply", "operation": "Update", "fieldsV1": { "f:spec": { "f:template": { "f:spec": {
                "f:containers": { "k:{\"name\":\"app\"}": { "f:resources": { "f:limits": { "f:memory": {} } } } } } } } } },
              { "manager": "kube-controller-manager", "operation": "Update", "subresource": "status", "fieldsV1": { "f:status": {} } } ] },
          "spec": { "replicas": 3, "selector": { "matchLabels": { "app": "web" } },
            "template": { "metadata": { "labels": { "app": "web" } }, "spec": { "containers": [
              { "name": "proxy", "image": "example.invalid/proxy:1", "resources": { "limits": { "memory": "64Mi" } } },
              { "name": "app", "image": "example.invalid/web:1", "resources": { "requests": { "memory": "256Mi" }, "limits": { "memory": "512Mi" } } } ] } } },
          "status": { "observedGeneration": 3, "replicas": 3, "updatedReplicas": 3, "readyReplicas": 3, "availableReplicas": 3 } }
        """);

    public static JsonObject ConfigMap() => Parse("""
        { "apiVersion": "v1", "kind": "ConfigMap",
          "metadata": { "name": "web-config", "namespace": "shop", "uid": "u-config", "resourceVersion": "20",
            "annotations": { "example.invalid/revision": "v43", "example.invalid/owner": "team-a",
              "kubectl.kubernetes.io/last-applied-configuration": "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"web-config\",\"namespace\":\"shop\",\"annotations\":{\"example.invalid/revision\":\"v42\"}},\"data\":{\"cache\":\"eviction=lru\\nsize=100\\n\",\"mode\":\"fast\"}}" },
            "managedFields": [ { "manager": "kubectl-edit", "operation": "Update", "fieldsV1": { "f:data": { "f:cache": {} } } } ] },
          "data": { "cache": "eviction=none\nsize=100\n", "mode": "fast", "extra": "on" } }
        """);

    public static JsonObject StatefulSet() => Parse("""
        { "apiVersion": "apps/v1", "kind": "StatefulSet",
          "metadata": { "name": "db", "namespace": "shop", "uid": "u-db", "resourceVersion": "30", "generation": 2 },
          "spec": { "replicas": 1, "serviceName": "db", "selector": { "matchLabels": { "app": "db" } },
            "template": { "metadata": { "labels": { "app": "db" } }, "spec": { "containers": [
              { "name": "db", "image": "example.invalid/db:1", "resources": { "requests": { "cpu": "500m", "memory": "1Gi" } } } ] } } },
          "status": { "observedGeneration": 2, "replicas": 1, "readyReplicas": 1, "updatedReplicas": 1, "currentRevision": "db-1", "updateRevision": "db-1" } }
        """);

    public static JsonObject Node() => Parse("""
        { "apiVersion": "v1", "kind": "Node", "metadata": { "name": "node-2", "uid": "u-node", "resourceVersion": "40" },
          "spec": { "unschedulable": true, "taints": [ { "key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule" } ] },
          "status": { "conditions": [ { "type": "Ready", "status": "True" } ] } }
        """);

    /// <summary>A change of configuration that made memory grow past its limit.</summary>
    public static Finding ConfigChange(double confidence = 0.98) => new()
    {
        CauseCode = CauseCodes.ConfigChange,
        Severity = Severity.Critical,
        Confidence = confidence,
        RootCause = Settings,
        EditTarget = Settings,
        Subject = Shop,
        Summary = "A change of web-config made memory grow past the limit.",
        Chain = [new Claim("The change came first.", ["ev-1"])],
        Evidence =
        [
            new Evidence("ev-1", "changes", At, "web-config was changed."),
            new Evidence("ev-2", "metrics", At, "The working set jumped."),
            new Evidence("ev-3", "logs", At, "The log says that eviction is off."),
        ],
        Facts = Facts(
            (FactNames.Container, "app"), (FactNames.Limit, "512Mi"), (FactNames.Peak, "623Mi"),
            (FactNames.SuggestedLimit, "768Mi"),
            (FactNames.ConfigMap, "ConfigMap/web-config"), (FactNames.Workload, "Deployment/web"),
            (FactNames.PreviousRevision, "v42"), (FactNames.CurrentRevision, "v43"),
            (FactNames.PreviousSource, "last-applied"), (FactNames.ChangedAt, "2026-11-20T03:14:00Z")),
        FirstSeen = At - TimeSpan.FromMinutes(26),
        LastSeen = At,
    };

    /// <summary>A database that was scaled down while its node was drained.</summary>
    public static Finding ScaledDown(double confidence = 0.98) => new()
    {
        CauseCode = CauseCodes.UpstreamScaledDown,
        Severity = Severity.Critical,
        Confidence = confidence,
        RootCause = Db,
        EditTarget = Db,
        Subject = Shop,
        Summary = "db has one replica of three.",
        Chain = [new Claim("db was scaled down.", ["ev-1"])],
        Evidence =
        [
            new Evidence("ev-1", "endpoints", At, "1 of 3 endpoints."),
            new Evidence("ev-2", "metrics", At, "p99 jumped."),
        ],
        Facts = Facts(
            (FactNames.ScaledDown, "StatefulSet/db"), (FactNames.Replicas, "1"), (FactNames.WantedReplicas, "3"),
            (FactNames.Node, "node-2"), (FactNames.DrainedAt, "2026-11-20T03:10:00Z")),
        FirstSeen = At - TimeSpan.FromMinutes(30),
        LastSeen = At,
    };

    public static ImmutableSortedDictionary<string, string> Facts(params (string Name, string Value)[] facts) =>
        facts.ToImmutableSortedDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);

    public static Built Build(
        ITypedAction action, ObjectRef target, JsonObject live, JsonObject? earlier = null,
        params (string, string)[] with) =>
        action.Build(new ActionInput(
            target, live, with.ToDictionary(pair => pair.Item1, pair => pair.Item2), At, ClusterObjects.Empty, earlier,
            new ActionBounds()));

    public static Built.Draft Drafted(
        ITypedAction action, ObjectRef target, JsonObject live, JsonObject? earlier = null,
        params (string, string)[] with) =>
        Build(action, target, live, earlier, with).ShouldBeOfType<Built.Draft>();

    public static PlanStep Step(ITypedAction action, ObjectRef target, Built.Draft draft) => new()
    {
        Action = action.Name,
        Target = target,
        Description = "Doing it",
        Patch = draft.Patch,
        Inverse = draft.Inverse,
        Recovery = action.Recovery,
        AwaitRollout = action.AwaitsRollout,
    };

    /// <summary>A plan of those steps, each on an object as it is now.</summary>
    public static Plan PlanOf(params (PlanStep Step, JsonObject Live)[] steps) => PlanHashing.Hashed(new Plan
    {
        Hash = "",
        WorkflowId = "scale-statefulset",
        WorkflowHash = "h",
        IncidentClass = "upstream-scaled-down/Deployment/scale",
        Tenant = "shop",
        Cluster = "practice",
        ReviewType = "scale_plan_review",
        Target = steps[0].Step.Target,
        Summary = "Summary",
        Diff = "",
        Steps = [.. steps.Select(one => one.Step)],
        ReadSet = [.. steps.DistinctBy(one => one.Step.Target).Select(one => ObjectProjection.Of(
            one.Step.Target, one.Live,
            steps.Any(other => other.Step.Action == ActionNames.Scale && other.Step.Target == one.Step.Target)))],
        Verification = new VerificationPlan(TimeSpan.FromMinutes(5), []),
        MadeAt = At,
    });

    public static Plan ScalePlan(int replicas = 3)
    {
        var live = StatefulSet();
        var scale = new Scale();
        var edits = new FieldEdits(live).Set(["spec", "replicas"], replicas);
        return PlanOf((Step(scale, Db, new Built.Draft(edits.Patch, edits.Inverse, edits.After, [], [])), live));
    }

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
