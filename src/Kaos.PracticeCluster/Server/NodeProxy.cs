using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Server;

// nodes/NAME/proxy/PATH: the two pages of a kubelet that are read most, in the kubelet's own form.
internal sealed class NodeProxy(LiveCluster cluster)
{
    private const double FileSystem = 100d * 1024 * 1024 * 1024;

    public Reply Answer(ApiRequest request)
    {
        var node = cluster.World.Get(ResourceTypes.Nodes, "", request.Name)
            ?? throw ApiFailure.NotFound(ResourceTypes.Nodes, request.Name);
        return request.Rest.TrimEnd('/') switch
        {
            "stats/summary" => Reply.Json(Summary(node)),
            "logs" when request.Query("query") is { Length: > 0 } service => Log(request, service),
            "logs" => Reply.Text("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n" +
                "<a href=\"containers/\">containers/</a>\n<a href=\"journal/\">journal/</a>\n<a href=\"pods/\">pods/</a>\n</pre>\n",
                contentType: "text/html; charset=utf-8"),
            "healthz" => Reply.Text("ok"),
            _ => Reply.Text("404 page not found\n", 404),
        };
    }

    private JsonObject Summary(JsonObject node)
    {
        var name = node.Text("metadata", "name");
        var now = cluster.World.Now;
        var pods = cluster.Kubelet.All.Where(pod => pod.Gone is null && pod.Node == name)
            .Select(pod =>
                (Pod: pod, Runs: pod.Containers.Where(one => one.Phase == ContainerPhase.Running &&
                    one.Last is not null).ToList()))
            .Where(found => found.Runs.Count > 0).ToList();
        var cores = 0.15 + pods.Sum(found => found.Runs.Sum(one => Cores(one, now)));
        var memory = Quantity.Parse("900Mi") + pods.Sum(found => found.Runs.Sum(one => Memory(one, now)));
        var capacity = Quantity.Parse(node.Text("status", "capacity", "memory"));
        var used = (20d * 1024 * 1024 * 1024) + (pods.Count * 400d * 1024 * 1024);
        return new JsonObject
        {
            ["node"] = new JsonObject
            {
                ["nodeName"] = name,
                ["startTime"] = node.Text("metadata", "creationTimestamp"),
                ["cpu"] = Cpu(cores),
                ["memory"] = Usage(memory, capacity - memory),
                ["fs"] = new JsonObject
                {
                    ["time"] = Json.Stamp(now),
                    ["availableBytes"] = (long)(FileSystem - used),
                    ["capacityBytes"] = (long)FileSystem,
                    ["usedBytes"] = (long)used,
                    ["inodesFree"] = 6_200_000,
                    ["inodes"] = 6_553_600,
                    ["inodesUsed"] = 353_600,
                },
                ["rlimit"] = new JsonObject
                {
                    ["time"] = Json.Stamp(now),
                    ["maxpid"] = 32768,
                    ["curproc"] = 310 + (pods.Count * 12),
                },
            },
            ["pods"] = Json.Array(pods.Select(found => Pod(found.Pod, found.Runs))),
        };
    }

    private JsonObject Pod(PodRuntime pod, List<ContainerRuntime> runs)
    {
        var now = cluster.World.Now;
        return new JsonObject
        {
            ["podRef"] = new JsonObject
            {
                ["name"] = pod.Key.Name,
                ["namespace"] = pod.Key.Namespace,
                ["uid"] = pod.Uid,
            },
            ["containers"] = Json.Array(runs.Select(one => new JsonObject
            {
                ["name"] = one.Name,
                ["cpu"] = Cpu(Cores(one, now)),
                ["memory"] = Usage(Memory(one, now), null),
            })),
            ["cpu"] = Cpu(runs.Sum(one => Cores(one, now))),
            ["memory"] = Usage(runs.Sum(one => Memory(one, now)), null),
        };
    }

    // As journald prints the kubelet's own lines about its events.
    private Reply Log(ApiRequest request, string service)
    {
        var lines = new StringBuilder();
        var tail = int.TryParse(request.Query("tailLines"), CultureInfo.InvariantCulture, out var count)
            ? count
            : int.MaxValue;
        var events = service == "kubelet"
            ? cluster.World.Store.List(ResourceTypes.Events, "")
                .Where(item =>
                    item.Text("source", "component") == "kubelet" && item.Text("source", "host") == request.Name)
                .OrderBy(item => item.Text("lastTimestamp"), StringComparer.Ordinal).TakeLast(tail)
            : [];
        foreach (var item in events)
        {
            var at = DateTimeOffset.Parse(item.Text("lastTimestamp"), CultureInfo.InvariantCulture);
            var about = $"{item.Text("involvedObject", "namespace")}/{item.Text("involvedObject", "name")}".Trim('/');
            lines.Append(CultureInfo.InvariantCulture,
                $"{at.UtcDateTime:MMM dd HH:mm:ss} {request.Name} kubelet[812]: I{at.UtcDateTime:MMdd HH:mm:ss}.000000     812 event.go:389] ")
                .Append(CultureInfo.InvariantCulture,
                $"\"Event occurred\" object=\"{about}\" kind=\"{item.Text("involvedObject", "kind")}\" type=\"{item.Text("type")}\" reason=\"{item.Text("reason")}\" message=\"{item.Text("message")}\"\n");
        }

        return Reply.Text(lines.Length == 0 ? "-- No entries --\n" : lines.ToString());
    }

    private JsonObject Cpu(double cores) => new()
    {
        ["time"] = Json.Stamp(cluster.World.Now),
        ["usageNanoCores"] = (long)(cores * 1_000_000_000),
    };

    private JsonObject Usage(double bytes, double? available)
    {
        var usage = new JsonObject
        {
            ["time"] = Json.Stamp(cluster.World.Now),
            ["usageBytes"] = (long)(bytes * 1.1),
            ["workingSetBytes"] = (long)bytes,
        };
        if (available is { } left)
        {
            usage["availableBytes"] = (long)left;
        }

        return usage;
    }

    private static double Cores(ContainerRuntime one, DateTimeOffset now) => one.Last?.At(now).Mode.Cpu ?? 0;

    private static double Memory(ContainerRuntime one, DateTimeOffset now) => one.Last?.Memory(now) ?? 0;
}
