using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Clusters;

/// <summary>Small worlds, written as people write manifests.</summary>
internal static class Worlds
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero);

    public static ClusterSnapshot FromYaml(string yaml, string cluster = "prod-us-east")
    {
        var folder = Directory.CreateTempSubdirectory("kaos-world-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "world.yaml"), yaml);
            return SnapshotReader.Read(folder.FullName, cluster) with { Now = Now, NotRead = [] };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A Deployment with its ReplicaSet and one pod, <c>{name}-7b4d9c6f5d-x2k4p</c>.</summary>
    public static string Deployment(string @namespace, string name, string env = "[]") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: {{@namespace}}, uid: d-{{@namespace}}-{{name}} }
        spec:
          replicas: 3
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec: { containers: [ { name: app, image: "example/{{name}}:1", env: {{env}} } ] }
        status: { replicas: 3, readyReplicas: 2, updatedReplicas: 3 }
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: {{name}}-7b4d9c6f5d
          namespace: {{@namespace}}
          uid: r-{{@namespace}}-{{name}}
          ownerReferences: [ { apiVersion: apps/v1, kind: Deployment, name: {{name}}, uid: d-{{@namespace}}-{{name}}, controller: true } ]
        spec: { replicas: 3, selector: { matchLabels: { app: {{name}} } } }
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}-7b4d9c6f5d-x2k4p
          namespace: {{@namespace}}
          uid: p-{{@namespace}}-{{name}}
          labels: { app: {{name}} }
          ownerReferences: [ { apiVersion: apps/v1, kind: ReplicaSet, name: {{name}}-7b4d9c6f5d, uid: r-{{@namespace}}-{{name}}, controller: true } ]
        spec: { nodeName: node-1, containers: [ { name: app, image: "example/{{name}}:1", env: {{env}} } ] }
        status: { phase: Running }
        ---

        """;

    public static string StatefulSet(string @namespace, string name) => $$"""
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: { name: {{name}}, namespace: {{@namespace}}, uid: s-{{@namespace}}-{{name}} }
        spec:
          replicas: 1
          selector: { matchLabels: { app: {{name}} } }
          template: { metadata: { labels: { app: {{name}} } }, spec: { containers: [ { name: db, image: "postgres:15" } ] } }
        status: { replicas: 1, readyReplicas: 1 }
        ---

        """;

    public static string Service(string @namespace, string name, string? app = null) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}}, namespace: {{@namespace}} }
        spec: { selector: { app: {{app ?? name}} }, ports: [ { port: 80 } ] }
        ---

        """;

    public static string Namespace(string name) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{name}} }
        ---

        """;

    public static string Node(string name) => $$"""
        apiVersion: v1
        kind: Node
        metadata: { name: {{name}} }
        status:
          addresses: [ { type: InternalIP, address: 10.0.0.1 } ]
          conditions: [ { type: Ready, status: "True" } ]
        ---

        """;
}
