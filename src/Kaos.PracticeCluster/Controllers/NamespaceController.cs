using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Every namespace gets its default ServiceAccount and the bundle that pods mount.
internal sealed class NamespaceController(World world) : IController
{
    public ResourceType Type => ResourceTypes.Namespaces;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, "", name) is null)
        {
            return;
        }

        Ensure(ResourceTypes.ServiceAccounts, name, "default", []);
        Ensure(ResourceTypes.ConfigMaps, name, "kube-root-ca.crt", new JsonObject
        {
            ["data"] = new JsonObject { ["ca.crt"] = "practice cluster: plain HTTP on loopback, no certificate\n" },
        });
    }

    private void Ensure(ResourceType type, string ns, string name, JsonObject item)
    {
        if (world.Get(type, ns, name) is null)
        {
            item["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns };
            world.Create(type, item, Author.Controllers);
        }
    }
}
