using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Endpoints and EndpointSlices from a Service's selector and the readiness of pods.
internal sealed class ServiceController(World world) : IController
{
    private static readonly Author Slices = new("kube-controller-manager");

    public ResourceType Type => ResourceTypes.Services;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } service)
        {
            world.Delete(new ObjectKey(ResourceTypes.Endpoints, ns, name));
            return;
        }

        if (service.At("spec", "selector") is not JsonObject { Count: > 0 } selector)
        {
            return;
        }

        var pods = world.Store.List(ResourceTypes.Pods, ns)
            .Where(pod => Selectors.MatchesMap(selector, pod.Labels("metadata", "labels"))
                && pod.Text("status", "podIP").Length > 0
                && pod.Text("status", "phase") is not ("Succeeded" or "Failed")).ToList();
        WriteEndpoints(service, pods);
        WriteSlice(service, pods);
    }

    private void WriteEndpoints(JsonObject service, List<JsonObject> pods)
    {
        var live = pods.Where(pod => !pod.Has("metadata", "deletionTimestamp")).ToList();
        var subset = new JsonObject();
        var ready = live.Where(Owners.IsReady).Select(Address).ToList();
        var unready = live.Where(pod => !Owners.IsReady(pod)).Select(Address).ToList();
        if (ready.Count > 0)
        {
            subset["addresses"] = Json.Array(ready);
        }

        if (unready.Count > 0)
        {
            subset["notReadyAddresses"] = Json.Array(unready);
        }

        subset["ports"] = Json.Array(service.Items("spec", "ports").Select(port => Port(port, pods)));
        var labels = service.Map("metadata", "labels")?.Copy() ?? [];
        labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller";
        Upsert(ResourceTypes.Endpoints, service, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Text("metadata", "name"),
                ["namespace"] = service.Text("metadata", "namespace"),
                ["labels"] = labels,
            },
            ["subsets"] = live.Count == 0 ? new JsonArray() : new JsonArray(subset),
        });
    }

    private void WriteSlice(JsonObject service, List<JsonObject> pods)
    {
        var name = service.Text("metadata", "name");
        var known = world.Owned(ResourceTypes.EndpointSlices, service).FirstOrDefault();
        var labels = service.Map("metadata", "labels")?.Copy() ?? [];
        labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        labels["kubernetes.io/service-name"] = name;
        Upsert(ResourceTypes.EndpointSlices, service, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = known?.Text("metadata", "name") ?? $"{name}-{world.Chance.Suffix()}",
                ["generateName"] = $"{name}-",
                ["namespace"] = service.Text("metadata", "namespace"),
                ["labels"] = labels,
                ["ownerReferences"] = Owners.Reference(Type, service),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = Json.Array(pods.Select(SliceEndpoint)),
            ["ports"] = Json.Array(service.Items("spec", "ports").Select(port =>
            {
                var slicePort = Port(port, pods);
                slicePort.Default("name", "");
                return slicePort;
            })),
        });
    }

    private void Upsert(ResourceType type, JsonObject service, JsonObject wanted)
    {
        var ns = service.Text("metadata", "namespace");
        if (world.Get(type, ns, wanted.Text("metadata", "name")) is { } known)
        {
            var next = known.Copy();
            foreach (var (key, value) in wanted.Where(pair => pair.Key != "metadata"))
            {
                next[key] = value?.DeepClone();
            }

            next.Make("metadata")["labels"] = wanted.At("metadata", "labels")?.DeepClone();
            if (!JsonNode.DeepEquals(Json.Canonical(next), known))
            {
                Trigger(next);
                world.Write(type, next, Slices);
            }
        }
        else
        {
            Trigger(wanted);
            world.Create(type, wanted, Slices);
        }
    }

    private void Trigger(JsonObject item) =>
        item.Make("metadata",
            "annotations")["endpoints.kubernetes.io/last-change-trigger-time"] = Json.Stamp(world.Now);

    private JsonObject SliceEndpoint(JsonObject pod)
    {
        var ending = pod.Has("metadata", "deletionTimestamp");
        var ready = Owners.IsReady(pod);
        var node = pod.Text("spec", "nodeName");
        return new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = ready && !ending,
                ["serving"] = ready,
                ["terminating"] = ending,
            },
            ["targetRef"] = Target(pod),
            ["nodeName"] = node,
            ["zone"] = world.Get(ResourceTypes.Nodes, "", node)
                .Text("metadata", "labels", "topology.kubernetes.io/zone"),
        };
    }

    private static JsonObject Address(JsonObject pod) => new()
    {
        ["ip"] = pod.Text("status", "podIP"),
        ["nodeName"] = pod.Text("spec", "nodeName"),
        ["targetRef"] = Target(pod),
    };

    private static JsonObject Target(JsonObject pod) => new()
    {
        ["kind"] = "Pod",
        ["namespace"] = pod.Text("metadata", "namespace"),
        ["name"] = pod.Text("metadata", "name"),
        ["uid"] = pod.Text("metadata", "uid"),
    };

    private static JsonObject Port(JsonObject port, List<JsonObject> pods)
    {
        var target = port.Text("targetPort");
        var number = pods.SelectMany(pod => pod.Items("spec", "containers")).SelectMany(one => one.Items("ports"))
            .FirstOrDefault(one => one.Text("name") == target)?.Number("containerPort")
                ?? port.NumberOr(port.Number("port"), "targetPort");
        var result = new JsonObject();
        if (port.Has("name"))
        {
            result["name"] = port.Text("name");
        }

        result["port"] = number;
        result["protocol"] = port.Text("protocol");
        return result;
    }
}
