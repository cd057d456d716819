using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// One pod on every node, cordoned or not.
internal sealed class DaemonSetController(World world) : IController
{
    public ResourceType Type => ResourceTypes.DaemonSets;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } set)
        {
            return;
        }

        var pods = world.Owned(ResourceTypes.Pods, set);
        foreach (var node in world.Store.List(ResourceTypes.Nodes).Select(node => node.Text("metadata", "name"))
            .ToList())
        {
            if (pods.Exists(pod => pod.Text("spec", "nodeName") == node))
            {
                continue;
            }

            var pod = PodTemplates.Pod(Type, set, $"{name}-{world.Chance.Suffix()}");
            pod.Make("spec")["nodeName"] = node;
            var made = world.Create(ResourceTypes.Pods, pod, Author.Controllers);
            world.Events.Normal(Type, set, "SuccessfulCreate", $"Created pod: {made.Text("metadata", "name")}",
                "daemonset-controller");
        }

        UpdateStatus(ns, name);
    }

    private void UpdateStatus(string ns, string name) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, item =>
        {
            var pods = world.ActivePods(item);
            var ready = pods.Count(Owners.IsReady);
            var status = item.Make("status");
            status["currentNumberScheduled"] = pods.Count;
            status["numberMisscheduled"] = 0;
            status["desiredNumberScheduled"] = world.Store.List(ResourceTypes.Nodes).Count();
            status["numberReady"] = ready;
            status["observedGeneration"] = item.NumberOr(1, "metadata", "generation");
            status["updatedNumberScheduled"] = pods.Count;
            Conditions.Count(status, "numberAvailable", ready);
        });
}
