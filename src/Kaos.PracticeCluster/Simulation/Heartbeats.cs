using System.Text.Json.Nodes;
using Kaos.PracticeCluster.ControlPlane;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Simulation;

// Leases of nodes, of the API server and of those who lead, and the times in node conditions. They begin shortly before
// the opening: nobody can see earlier ones. A scheduler that has stopped by then renewed its own last when it did.
internal sealed class Heartbeats(World world, PlaneStory plane, int seed)
{
    private const string ServerId = "apiserver-wlv32tlttr4jl3gtroqexyxapa";

    // Ids of their own, so that they change no scenario's names.
    private readonly Chance _ids = new(seed ^ 0x1ea5e);

    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromMinutes(5);

    public void Start()
    {
        Renew();
        Post();
    }

    private void Renew()
    {
        foreach (var name
            in world.Store.List(ResourceTypes.Nodes).Select(node => node.Text("metadata", "name")).ToList())
        {
            Renew("kube-node-lease", name, name, 40, world.Now);
        }

        Renew("kube-system", ServerId, $"{ServerId}_1c30414a-75e1-486e-a768-b9e6f791693d", 3600, world.Now);
        Renew("kube-system", "kube-controller-manager", "control-plane-1_1f20ce57-2f0b-4f53-8f6e-2a9f4a6f0d33", 15,
            world.Now);
        if (plane.SchedulerStops > world.Now ||
            world.Get(ResourceTypes.Leases, "kube-system", "kube-scheduler") is null)
        {
            Renew("kube-system", "kube-scheduler", "control-plane-1_8a1f03de-6f1e-4d57-9a0c-0d3c6f1c7b11", 15,
                plane.SchedulerStops < world.Now ? plane.SchedulerStops : world.Now);
        }

        world.Agenda.After(LeasePeriod, Renew);
    }

    private void Renew(string ns, string name, string holder, int seconds, DateTimeOffset at)
    {
        if (world.Get(ResourceTypes.Leases, ns, name) is { } lease)
        {
            var next = lease.Copy();
            next.Make("spec")["renewTime"] = Json.MicroStamp(at);
            world.Store.Put(Owners.KeyOf(ResourceTypes.Leases, lease), next);
            return;
        }

        var metadata = new JsonObject { ["name"] = name, ["namespace"] = ns };
        if (name == ServerId)
        {
            metadata["labels"] = new JsonObject
            {
                ["apiserver.kubernetes.io/identity"] = "kube-apiserver",
                ["kubernetes.io/hostname"] = "control-plane-1",
            };
        }

        world.Create(ResourceTypes.Leases, new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = holder,
                ["leaseDurationSeconds"] = seconds,
                ["renewTime"] = Json.MicroStamp(at),
            },
        }, Author.Kubelet, ids: ns == "kube-system" ? _ids : null);
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
