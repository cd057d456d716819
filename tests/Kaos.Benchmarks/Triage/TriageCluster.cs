using System.Globalization;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Triage;

/// <summary>
/// A generated cluster: many healthy pods in Deployments behind Services, and a few faults of five kinds.
/// </summary>
internal static class TriageCluster
{
    private const int PodsPerWorkload = 10;
    private const int PodsPerNode = 50;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);

    public static ClusterSnapshot Generate(int pods, int faults)
    {
        var workloads = pods / PodsPerWorkload;
        var lists = new Lists();
        for (var n = 0; n < pods / PodsPerNode; n++)
        {
            lists.Nodes.Add(new Node
            {
                Metadata = new ObjectMeta { Name = $"node-{n}", CreationTimestamp = Now.AddDays(-9) },
                Status = new NodeStatus { Conditions = [Condition("Ready", "True")] },
            });
        }

        for (var w = 0; w < workloads; w++)
        {
            Workload(lists, w, w < faults ? w % 5 : -1, workloads);
        }

        var builder = new ClusterObjectsBuilder().AddRange(lists.Pods).AddRange(lists.Deployments)
            .AddRange(lists.ReplicaSets)
            .AddRange(lists.Services).AddRange(lists.ConfigMaps).AddRange(lists.Nodes).AddRange(lists.Events);
        return new ClusterSnapshot { ClusterName = "generated", Now = Now, Objects = builder.Build() };
    }

    private static void Workload(Lists lists, int w, int fault, int all)
    {
        var (ns, name) = ($"team-{w % 40}", $"service-{w}");
        var labels = new StringMap([new("app", name), new("tier", $"t{w % 3}")]);
        var spec = new PodSpec
        {
            NodeName = $"node-{w % Math.Max(1, all / 5)}",
            Containers =
            [
                new Container
                {
                    Name = "main", Image = $"registry.example/{name}:1.{w}",
                    Env = [new EnvVar { Name = "PEER_URL", Value = $"http://service-{(w + 40) % all}.team-{(w + 40) % 40}:8080" }],
                    EnvFrom = [new EnvFromSource { ConfigMapRef = new OptionalReference { Name = fault == 2 ? name + "-confg" : name + "-config" } }],
                    Resources = new ResourceRequirements { Limits = new Dictionary<string, Quantity> { ["memory"] = Quantity.Parse("512Mi") } },
                },
            ],
        };
        var template = new PodTemplate { Metadata = new ObjectMeta { Labels = labels }, Spec = spec };
        var (deployment, set) = ($"uid-d-{w}", $"{name}-6f7d8");
        lists.Deployments.Add(new Deployment
        {
            Metadata = new ObjectMeta { Name = name, Namespace = ns, Uid = deployment },
            Spec = new DeploymentSpec { Replicas = PodsPerWorkload, Template = template },
        });
        lists.ReplicaSets.Add(new ReplicaSet
        {
            Metadata = new ObjectMeta { Name = set, Namespace = ns, Uid = $"uid-r-{w}", OwnerReferences = [Owner("Deployment", name, deployment)] },
            Spec = new ReplicaSetSpec { Replicas = PodsPerWorkload, Template = template },
            Status = new ReplicaSetStatus { Replicas = PodsPerWorkload },
        });
        lists.Services.Add(new Service
        {
            Metadata = new ObjectMeta { Name = name, Namespace = ns, CreationTimestamp = Now.AddDays(-9) },
            Spec = new ServiceSpec { Selector = fault == 4 ? new StringMap([new("app", name + "-x"), new("tier", $"t{w % 3}")]) : labels, Ports = [new ServicePort { Port = 80 }] },
        });
        lists.ConfigMaps.Add(new ConfigMap { Metadata = new ObjectMeta { Name = name + "-config", Namespace = ns } });
        for (var p = 0; p < PodsPerWorkload; p++)
        {
            Pod(lists, w, p, ns, set, labels, spec, fault is >= 0 and < 4 ? fault : -1);
        }
    }

    private static void Pod(Lists lists, int w, int p, string ns, string set, StringMap labels, PodSpec spec, int fault)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{set}-p{p:0000}");
        lists.Pods.Add(new Pod
        {
            Metadata = new ObjectMeta { Name = name, Namespace = ns, Uid = $"uid-p-{w}-{p}", Labels = labels, OwnerReferences = [Owner("ReplicaSet", set, $"uid-r-{w}")] },
            Spec = spec,
            Status = new PodStatus
            {
                Phase = "Running",
                StartTime = Now.AddDays(-1),
                Conditions = [Condition("Ready", fault < 0 ? "True" : "False")],
                ContainerStatuses = [Status(fault)],
            },
        });
        lists.Events.Add(
            Event(ns, name, fault < 0 ? "Started" : "BackOff", fault == 3 ? "image not found" : "container"));
        if (fault == 3)
        {
            lists.Events.Add(
                Event(ns, name, "Failed", $"Failed to pull image \"{spec.Containers[0].Image}\": manifest unknown"));
        }
    }

    private static ContainerStatus Status(int fault) => new()
    {
        Name = "main",
        Ready = fault < 0,
        RestartCount = fault is 0 or 1 ? 6 : 0,
        State = fault < 0
            ? new ContainerState { Running = new ContainerRunning { StartedAt = Now.AddDays(-1) } }
            : new ContainerState
            {
                Waiting = new ContainerWaiting
                {
                    Reason = fault switch { 2 => "CreateContainerConfigError", 3 => "ImagePullBackOff", _ => "CrashLoopBackOff" },
                    Message = fault == 2 ? "configmap not found" : "back-off",
                },
            },
        LastState = fault is 0 or 1
            ? new ContainerState
            {
                Terminated = new ContainerTerminated
                {
                    ExitCode = fault == 0 ? 137 : 1,
                    Reason = fault == 0 ? "OOMKilled" : "Error",
                    FinishedAt = Now.AddMinutes(-2),
                },
            }
            : new ContainerState(),
    };

    private static Event Event(string ns, string pod, string reason, string message) => new()
    {
        Metadata = new ObjectMeta { Name = $"{pod}.{reason}", Namespace = ns },
        InvolvedObject = new ObjectReference { Kind = "Pod", Namespace = ns, Name = pod },
        Reason = reason,
        Message = message,
        FirstTimestamp = Now.AddMinutes(-20),
        LastTimestamp = Now.AddMinutes(-1),
        Count = 5,
    };

    private static OwnerReference Owner(string kind, string name, string uid) =>
        new() { Kind = kind, Name = name, Uid = uid, Controller = true };

    private static Condition Condition(string type, string status) =>
        new() { Type = type, Status = status, LastTransitionTime = Now.AddMinutes(-15) };

    private sealed class Lists
    {
        public List<Pod> Pods { get; } = [];

        public List<Deployment> Deployments { get; } = [];

        public List<ReplicaSet> ReplicaSets { get; } = [];

        public List<Service> Services { get; } = [];

        public List<ConfigMap> ConfigMaps { get; } = [];

        public List<Node> Nodes { get; } = [];

        public List<Event> Events { get; } = [];
    }
}
