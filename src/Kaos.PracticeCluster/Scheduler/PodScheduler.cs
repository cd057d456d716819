using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Controllers;
using Kaos.PracticeCluster.ControlPlane;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Scheduler;

// Binds pods to the emptiest node that fits; says why when none does, in the real scheduler's words.
internal sealed class PodScheduler
{
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(5);
    private readonly World _world;
    private readonly PlaneStory _plane;

    public PodScheduler(World world, PlaneStory plane)
    {
        _world = world;
        _plane = plane;
        world.Store.Committed += Observe;
    }

    private void Observe(Change change)
    {
        if (change.Key.Type == ResourceTypes.Pods && change.Kind == ChangeKind.Added)
        {
            Soon(change.Key, TimeSpan.FromMilliseconds(20));
        }
        else if ((change.Key.Type == ResourceTypes.Pods && change.Kind == ChangeKind.Deleted)
            || (change.Key.Type == ResourceTypes.Nodes
                && !JsonNode.DeepEquals(change.Object["spec"], change.Old?["spec"])))
        {
            foreach (var pod in _world.Store.List(ResourceTypes.Pods).Where(Unbound))
            {
                Soon(Owners.KeyOf(ResourceTypes.Pods, pod), TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private void Soon(ObjectKey key, TimeSpan delay) => _world.Agenda.After(delay, () =>
    {
        if (_plane.Schedules(_world.Now) && _world.Store.Get(key) is { } pod && Unbound(pod))
        {
            Schedule(key, pod);
        }
    });

    private void Schedule(ObjectKey key, JsonObject pod)
    {
        var nodes = _world.Store.List(ResourceTypes.Nodes).ToList();
        var problems = nodes.ToDictionary(node => node.Text("metadata", "name"), node => Problem(node, pod),
            StringComparer.Ordinal);
        var fitting = nodes.Where(node => problems[node.Text("metadata", "name")] is null).ToList();
        if (fitting.Count > 0)
        {
            Bind(key, pod, fitting.OrderBy(Load).ThenBy(node => node.Text("metadata", "name"), StringComparer.Ordinal)
                .First());
            return;
        }

        Refuse(key, pod, Message(nodes.Count, [.. problems.Values.OfType<string>()]));
    }

    private void Bind(ObjectKey key, JsonObject pod, JsonObject node)
    {
        var name = node.Text("metadata", "name");
        var next = pod.Copy();
        next.Make("spec")["nodeName"] = name;
        Conditions.Remove(next, "PodScheduled");
        Condition(next, "True", null, null);
        _world.Write(ResourceTypes.Pods, next, Author.Scheduler);
        _world.Events.Scheduling(pod, "Normal", "Scheduled",
            $"Successfully assigned {key.Namespace}/{key.Name} to {name}", "Binding");
    }

    private void Refuse(ObjectKey key, JsonObject pod, string message)
    {
        _world.Events.Scheduling(pod, "Warning", "FailedScheduling", message, "Scheduling");
        _world.Modify(ResourceTypes.Pods, key.Namespace, key.Name, new Author("kube-scheduler", "Update", "status"),
            item =>
            Condition(item, "False", "Unschedulable", message));
        Soon(key, Retry);
    }

    private void Condition(JsonObject pod, string status, string? reason, string? message)
    {
        var condition = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["observedGeneration"] = 1,
            ["status"] = status,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = Json.Stamp(_world.Now),
        };
        if (reason is not null)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        if (Owners.Condition(pod, "PodScheduled") is { } known && known.Text("status") == status)
        {
            condition["lastTransitionTime"] = known.Text("lastTransitionTime");
        }

        var rest = pod.Items("status", "conditions").Where(one => one.Text("type") != "PodScheduled")
            .Select(one => one.Copy());
        pod.Make("status")["conditions"] = Json.Array(rest.Append(condition));
    }

    private string? Problem(JsonObject node, JsonObject pod)
    {
        if (node.Flag("spec", "unschedulable"))
        {
            return "node(s) were unschedulable";
        }

        if (node.Items("spec", "taints").Any(taint => taint.Text("effect") != "PreferNoSchedule"
            && !Tolerates(pod, taint)))
        {
            return "node(s) had untolerated taint(s)";
        }

        if (pod.Labels("spec", "nodeSelector")
            .Any(pair => node.Labels("metadata", "labels").GetValueOrDefault(pair.Key) != pair.Value))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        var here = PodsOn(node).ToList();
        foreach (var resource in new[] { "cpu", "memory" })
        {
            var free = Quantity.Parse(node.Text("status", "allocatable", resource)) - here.Sum(other =>
                Request(other, resource));
            if (Request(pod, resource) > free + 1e-9)
            {
                return $"Insufficient {resource}";
            }
        }

        return null;
    }

    private static string Message(int nodes, List<string> problems)
    {
        var reasons = problems.GroupBy(problem => problem, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}")
            .Order(StringComparer.Ordinal);
        return $"0/{nodes} nodes are available: {string.Join(", ", reasons)}. no new claims to deallocate, preemption: 0/{nodes} nodes "
            + $"are available: {nodes} Preemption is not helpful for scheduling.";
    }

    private double Load(JsonObject node) =>
        PodsOn(node).Sum(pod => Request(pod, "cpu")) / Math.Max(0.001,
            Quantity.Parse(node.Text("status", "allocatable", "cpu")))
        + (PodsOn(node).Count() * 0.02);

    private IEnumerable<JsonObject> PodsOn(JsonObject node) =>
        _world.Store.List(ResourceTypes.Pods).Where(pod => pod.Text("spec", "nodeName") == node.Text("metadata", "name")
            && pod.Text("status", "phase") is not ("Succeeded" or "Failed"));

    private static double Request(JsonObject pod, string resource) =>
        pod.Items("spec", "containers")
            .Sum(container => Quantity.Parse(container.Text("resources", "requests", resource)));

    private static bool Tolerates(JsonObject pod, JsonObject taint) =>
        pod.Items("spec", "tolerations").Any(toleration =>
            (toleration.Text("key") == taint.Text("key")
                || (toleration.Text("key").Length == 0 && toleration.Text("operator") == "Exists"))
            && (toleration.Text("operator") == "Exists" || toleration.Text("value") == taint.Text("value"))
            && (toleration.Text("effect").Length == 0 || toleration.Text("effect") == taint.Text("effect")));

    private static bool Unbound(JsonObject pod) =>
        pod.Text("spec", "nodeName").Length == 0 && !pod.Has("metadata", "deletionTimestamp")
        && pod.Text("status", "phase") is not ("Succeeded" or "Failed");
}
