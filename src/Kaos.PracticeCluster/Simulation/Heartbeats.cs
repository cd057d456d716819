using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// Node leases and the times in node conditions. They begin shortly before the opening: nobody can see earlier ones.
internal sealed class Heartbeats(World world)
{
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromMinutes(5);

    public void Start()
    {
        Renew();
        Post();
    }

    private void Renew()
    {
        foreach (var node in world.Store.List(ResourceTypes.Nodes))
        {
            var name = node.Text("metadata", "name");
            if (world.Get(ResourceTypes.Leases, "kube-node-lease", name) is { } lease)
            {
                var next = lease.Copy();
                next.Make("spec")["renewTime"] = Json.MicroStamp(world.Now);
                world.Store.Put(Owners.KeyOf(ResourceTypes.Leases, lease), next);
            }
            else
            {
                world.Create(ResourceTypes.Leases, new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-node-lease" },
                    ["spec"] = new JsonObject
                    {
                        ["holderIdentity"] = name,
                        ["leaseDurationSeconds"] = 40,
                        ["renewTime"] = Json.MicroStamp(world.Now),
                    },
                }, Author.Kubelet);
            }
        }

        world.Agenda.After(LeasePeriod, Renew);
    }

    private void Post()
    {
        foreach (var name in world.Store.List(ResourceTypes.Nodes).Select(node => node.Text("metadata", "name"))
            .ToList())
        {
            world.Modify(ResourceTypes.Nodes, "", name, Author.Kubelet, node =>
            {
                foreach (var condition in node.Items("status", "conditions"))
                {
                    condition["lastHeartbeatTime"] = Json.Stamp(world.Now);
                }
            });
        }

        world.Agenda.After(StatusPeriod, Post);
    }
}
