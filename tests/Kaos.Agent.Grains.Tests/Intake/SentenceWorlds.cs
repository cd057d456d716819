using Kaos.Agent.Grains.Tests.Clusters;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>The clusters that the sets of sentences speak of.</summary>
internal static class SentenceWorlds
{
    /// <summary>When every Deployment was rolled out last.</summary>
    public static readonly DateTimeOffset Deployed = Worlds.Now.AddHours(-2);

    public static FixedClusters All { get; } = new(
        Worlds.FromYaml(Spaces("shop payments staging monitoring reports kube-system default") +
            Apps("shop", "checkout cart storefront recommender api") +
            Apps("payments", "payment-service ledger fraud-check api") + Apps("staging", "web") +
            Apps("monitoring", "grafana") + Apps("kube-system", "coredns") + Sets("shop", "redis", 2) +
            Sets("payments", "payments-db", 1) + Sets("monitoring", "prometheus", 1) + Others + Rights +
            Nodes("worker-1 worker-2 worker-3"), "prod-us-east"),
        Worlds.FromYaml(Spaces("shop payments default") + Apps("shop", "checkout cart") +
            Apps("payments", "payment-service") + Nodes("eu-1"), "prod-eu-west"),
        Worlds.FromYaml(
            Spaces("default sandbox") + Apps("sandbox", "hello") + Nodes("kind-control-plane"), "dev-kind"));

    private const string Others = """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: checkout-config, namespace: shop }
        data: { CACHE_SIZE: "1000" }
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: shop-web, namespace: shop }
        spec: { rules: [ { host: shop.example.com, http: { paths: [ { path: /, pathType: Prefix, backend: { service: { name: storefront, port: { number: 80 } } } } ] } } ] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: default-deny, namespace: payments }
        spec: { podSelector: {}, policyTypes: [Ingress] }
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: { name: data-payments-db-0, namespace: payments }
        spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 20Gi } } }
        status: { phase: Bound }
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: { name: checkout, namespace: shop }
        spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: checkout }, minReplicas: 2, maxReplicas: 8 }
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: { name: team, namespace: shop }
        spec: { hard: { pods: "40" } }
        status: { hard: { pods: "40" }, used: { pods: "12" } }
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: { name: nightly-report, namespace: reports }
        spec: { schedule: "0 2 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [ { name: job, image: "example/report:1" } ] } } } } }
        ---

        """;

    private const string Rights = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: ci, namespace: shop }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: deployer, namespace: shop }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: prometheus, namespace: monitoring }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: grafana, namespace: monitoring }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: prometheus }
        rules: [ { apiGroups: [""], resources: [nodes, pods], verbs: [get, list, watch] } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: prometheus }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus }
        subjects: [ { kind: ServiceAccount, name: prometheus, namespace: monitoring } ]
        ---

        """;

    private static string Spaces(string names) => string.Concat(names.Split(' ').Select(Worlds.Namespace));

    private static string Nodes(string names) => string.Concat(names.Split(' ').Select(Worlds.Node));

    private static string Apps(string @namespace, string names) => string.Concat(names.Split(' ').Select(name =>
        Worlds.Deployment(@namespace, name).Replace(
            $"  uid: r-{@namespace}", $"  creationTimestamp: {Deployed:yyyy-MM-ddTHH:mm:ssZ}\n  uid: r-{@namespace}",
            StringComparison.Ordinal) + Worlds.Service(@namespace, name)));

    private static string Sets(string @namespace, string name, int replicas) => Worlds.StatefulSet(@namespace, name) +
        Worlds.Service(@namespace, name) + string.Concat(Enumerable.Range(0, replicas).Select(ordinal => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}-{{ordinal}}
          namespace: {{@namespace}}
          uid: p-{{@namespace}}-{{name}}-{{ordinal}}
          labels: { app: {{name}} }
          ownerReferences: [ { apiVersion: apps/v1, kind: StatefulSet, name: {{name}}, uid: s-{{@namespace}}-{{name}}, controller: true } ]
        spec: { nodeName: worker-1, containers: [ { name: db, image: "postgres:15" } ] }
        status: { phase: Running }
        ---

        """));
}
