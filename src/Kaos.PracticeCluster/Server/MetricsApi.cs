using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// metrics.k8s.io: what `kubectl top` reads.
internal sealed class MetricsApi(LiveCluster cluster)
{
    public Reply Answer(ApiRequest request)
    {
        if (request.Http.Request.Method != "GET")
        {
            throw ApiFailure.MethodNotAllowed();
        }

        var nodes = request.Type.Plural == "nodes";
        var source = nodes ? ResourceTypes.Nodes : ResourceTypes.Pods;
        var items = cluster.World.Store.List(source, request.Namespace).Where(ResourceReads.Filter(request))
            .Select(item => nodes ? Node(item) : Pod(item)).OfType<JsonObject>().ToList();
        if (request.Name.Length > 0)
        {
            return Reply.Json(items.FirstOrDefault() ?? throw ApiFailure.NotFound(request.Type, request.Name));
        }

        foreach (var item in items)
        {
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        return Reply.Json(new JsonObject
        {
            ["kind"] = $"{request.Type.Kind}List",
            ["apiVersion"] = request.Type.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["items"] = Json.Array(items),
        });
    }

    private JsonObject? Pod(JsonObject pod)
    {
        var now = cluster.World.Now;
        var running = cluster.Kubelet.Find(pod.Text("metadata", "uid"))?.Containers.Where(one =>
            one.Phase == ContainerPhase.Running).ToList() ?? [];
        if (running.Count == 0)
        {
            return null;
        }

        var item = Shell("PodMetrics", pod);
        item["containers"] = Json.Array(running.Select(container => new JsonObject
        {
            ["name"] = container.Name,
            ["usage"] = Usage(container.Last?.At(now).Mode.Cpu ?? 0, container.Last?.Memory(now) ?? 0),
        }));
        return item;
    }

    private JsonObject Node(JsonObject node)
    {
        var now = cluster.World.Now;
        var name = node.Text("metadata", "name");
        var runs = cluster.Kubelet.All.Where(pod => pod.Gone is null && pod.Node == name)
            .SelectMany(pod => pod.Containers)
            .Where(one => one.Phase == ContainerPhase.Running).Select(one => one.Last).OfType<ContainerRun>().ToList();
        var item = Shell("NodeMetrics", node);
        item["usage"] = Usage(0.15 + runs.Sum(run => run.At(now).Mode.Cpu), Quantity.Parse("900Mi")
            + runs.Sum(run => run.Memory(now)));
        return item;
    }

    private JsonObject Shell(string kind, JsonObject about)
    {
        var metadata = new JsonObject { ["name"] = about.Text("metadata", "name") };
        if (about.Has("metadata", "namespace"))
        {
            metadata["namespace"] = about.Text("metadata", "namespace");
        }

        if (about.At("metadata", "labels") is { } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        metadata["creationTimestamp"] = Json.Stamp(cluster.World.Now);
        return new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = "metrics.k8s.io/v1beta1",
            ["metadata"] = metadata,
            ["timestamp"] = Json.Stamp(cluster.World.Now),
            ["window"] = "15s",
        };
    }

    private static JsonObject Usage(double cores, double bytes) => new()
    {
        ["cpu"] = Quantity.Millicores(cores),
        ["memory"] = Quantity.Mebibytes(bytes),
    };
}
