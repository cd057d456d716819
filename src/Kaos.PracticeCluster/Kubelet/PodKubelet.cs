using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Controllers;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Kubelet;

// Takes over a pod when it is bound and lives it to its end: set-up, containers, shutdown.
internal sealed class PodKubelet(World world, BehaviourBook book, ImageStore images) : IController
{
    private static readonly TimeSpan Setup = TimeSpan.FromMilliseconds(700);
    private readonly Dictionary<string, PodRuntime> _pods = new(StringComparer.Ordinal);
    private int _address = 10;

    public ResourceType Type => ResourceTypes.Pods;

    // Every pod there ever was, the gone ones too.
    public IEnumerable<PodRuntime> All => _pods.Values;

    public ContainerLife Life => field ??= new ContainerLife(world, book, this);

    public PodRuntime? Find(string uid) => _pods.GetValueOrDefault(uid);

    public void Reconcile(string ns, string name)
    {
        var pod = world.Get(Type, ns, name);
        foreach (var lost in _pods.Values.Where(one => one.Gone is null && one.Key.Namespace == ns
            && one.Key.Name == name
            && one.Uid != pod.Text("metadata", "uid")).ToList())
        {
            Forget(lost);
        }

        if (pod is null || pod.Text("spec", "nodeName").Length == 0)
        {
            return;
        }

        var runtime = _pods.GetValueOrDefault(pod.Text("metadata", "uid")) ?? Adopt(pod);
        if (pod.Has("metadata", "deletionTimestamp") && !runtime.Ending)
        {
            End(pod, runtime);
        }
    }

    // Writes what is true of the pod now.
    public void Post(PodRuntime runtime) =>
        world.Modify(Type, runtime.Key.Namespace, runtime.Key.Name, Author.Kubelet, pod =>
        {
            if (pod.Text("metadata", "uid") == runtime.Uid)
            {
                PodStatus.Fill(pod, runtime, Host(runtime), world.Now);
            }
        });

    public JsonObject? Pod(PodRuntime runtime) =>
        runtime.Gone is null && world.Store.Get(runtime.Key) is { } pod && pod.Text("metadata", "uid") == runtime.Uid
            ? pod : null;

    private PodRuntime Adopt(JsonObject pod)
    {
        var key = Owners.KeyOf(Type, pod);
        var workload = $"{key.Namespace}/{world.Workload(pod).Name}";
        var used = _pods.Values.Where(one => one.Gone is null && one.Workload == workload).Select(one => one.Ordinal)
            .ToHashSet();
        var runtime = new PodRuntime(key, pod.Text("metadata", "uid"), workload, book.For(workload),
            Enumerable.Range(0, 10_000).First(i => !used.Contains(i)))
        {
            Node = pod.Text("spec", "nodeName"),
            Ip = Address(pod.Text("spec", "nodeName")),
            Bound = world.Now,
            Created = pod.Time("metadata", "creationTimestamp") ?? world.Now,
        };
        runtime.Containers.AddRange(pod.Items("spec", "containers")
            .Select(container => new ContainerRuntime(container.Text("name"))));
        _pods[runtime.Uid] = runtime;
        Post(runtime);
        world.Agenda.After(Setup, () => Mount(runtime, TimeSpan.FromSeconds(1)));
        return runtime;
    }

    private void Mount(PodRuntime runtime, TimeSpan retry)
    {
        if (Pod(runtime) is not { } pod || runtime.Ending)
        {
            return;
        }

        if (References.MissingVolume(world, runtime.Key.Namespace, pod) is { } missing)
        {
            world.Events.Warning(Type, pod, "FailedMount",
                $"MountVolume.SetUp failed for volume \"{missing.Volume}\" : {missing.Problem}", "kubelet",
                runtime.Node);
            var next = retry * 2 > TimeSpan.FromSeconds(122) ? TimeSpan.FromSeconds(122) : retry * 2;
            world.Agenda.After(retry, () => Mount(runtime, next));
            return;
        }

        foreach (var container in runtime.Containers)
        {
            Prepare(runtime, container);
        }
    }

    // Image, then configuration, then start.
    private void Prepare(PodRuntime runtime, ContainerRuntime container)
    {
        if (Pod(runtime) is not { } pod || runtime.Ending)
        {
            return;
        }

        var spec = pod.Items("spec", "containers").First(one => one.Text("name") == container.Name);
        var field = $"spec.containers{{{container.Name}}}";
        if (images.Problem(spec.Text("image")) is { } problem)
        {
            images.FailPull(world, pod, runtime, container, problem);
            Post(runtime);
            world.Agenda.After(images.Delay(container.PullAttempts), () => Prepare(runtime, container));
            return;
        }

        if (container.PullAttempts > 0)
        {
            world.Events.Normal(Type, pod, "Pulled",
                $"Successfully pulled image \"{spec.Text("image")}\" in 1.214s (1.214s including waiting). Image size: 48211904 bytes.",
                "kubelet", runtime.Node, field);
            container.PullAttempts = 0;
        }
        else
        {
            world.Events.Normal(Type, pod, "Pulled",
                $"Container image \"{spec.Text("image")}\" already present on machine", "kubelet", runtime.Node, field);
        }

        if (References.MissingForContainer(world, runtime.Key.Namespace, spec) is { } missing)
        {
            container.WaitingReason = "CreateContainerConfigError";
            container.WaitingMessage = missing;
            world.Events.Warning(Type, pod, "Failed", $"Error: {missing}", "kubelet", runtime.Node, field);
            Post(runtime);
            world.Agenda.After(TimeSpan.FromSeconds(12), () => Prepare(runtime, container));
            return;
        }

        Life.Start(runtime, container);
    }

    private void End(JsonObject pod, PodRuntime runtime)
    {
        runtime.Ending = true;
        foreach (var container in runtime.Containers.Where(one => one.Phase == ContainerPhase.Running))
        {
            world.Events.Normal(Type, pod, "Killing", $"Stopping container {container.Name}", "kubelet", runtime.Node,
                $"spec.containers{{{container.Name}}}");
        }

        foreach (var container in runtime.Containers)
        {
            container.Ready = false;
        }

        Post(runtime);
        world.Agenda.After(runtime.Behaviour.Shutdown, () =>
        {
            Forget(runtime);
            if (world.Store.Get(runtime.Key) is { } still && still.Text("metadata", "uid") == runtime.Uid)
            {
                world.Store.Remove(runtime.Key);
            }
        });
    }

    private void Forget(PodRuntime runtime)
    {
        if (runtime.Gone is not null)
        {
            return;
        }

        runtime.Gone = world.Now;
        foreach (var container in runtime.Containers.Where(one => one.Last is { Ended: null }))
        {
            container.Last?.End(world.Now, 0, "Completed");
        }
    }

    private string Host(PodRuntime runtime) => world.Get(ResourceTypes.Nodes, "", runtime.Node)
        .Items("status", "addresses")
        .FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address");

    private string Address(string node)
    {
        var index = world.Store.List(ResourceTypes.Nodes).TakeWhile(one => one.Text("metadata", "name") != node)
            .Count();
        _address++;
        return $"10.244.{index}.{10 + (_address % 240)}";
    }
}
