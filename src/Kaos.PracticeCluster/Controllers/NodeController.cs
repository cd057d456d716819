using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Cordoning shows twice, as on a real cluster: the taint with its time, and the kubelet's event.
internal sealed class NodeController(World world) : IController
{
    private const string Taint = "node.kubernetes.io/unschedulable";

    public ResourceType Type => ResourceTypes.Nodes;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, "", name) is not { } node)
        {
            return;
        }

        var cordoned = node.Flag("spec", "unschedulable");
        var tainted = node.Items("spec", "taints").Any(taint => taint.Text("key") == Taint);
        if (cordoned == tainted)
        {
            return;
        }

        world.Modify(Type, "", name, Author.Controllers, item =>
        {
            var taints = item.Items("spec", "taints").Where(taint => taint.Text("key") != Taint)
                .Select(taint => taint.Copy()).ToList();
            if (cordoned)
            {
                taints.Add(new JsonObject
                {
                    ["key"] = Taint,
                    ["effect"] = "NoSchedule",
                    ["timeAdded"] = Json.Stamp(world.Now),
                });
            }

            if (taints.Count == 0)
            {
                item.Make("spec").Remove("taints");
            }
            else
            {
                item.Make("spec")["taints"] = Json.Array(taints);
            }
        });
        var reason = cordoned ? "NodeNotSchedulable" : "NodeSchedulable";
        world.Events.Normal(Type, node, reason, $"Node {name} status is now: {reason}", "kubelet", name);
    }
}
