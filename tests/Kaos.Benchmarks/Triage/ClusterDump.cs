using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Triage;

/// <summary>A generated cluster as files, a folder per namespace and a list per kind.</summary>
internal static class ClusterDump
{
    /// <param name="indented">As kubectl writes it: four blanks a level, no managed fields; otherwise as an API server
    /// sends it.</param>
    /// <returns>Bytes written.</returns>
    public static long Write(ClusterObjects objects, string folder, bool indented, int seed = 1)
    {
        var json = new ClusterJson(seed, managed: !indented);
        var format = new JsonSerializerOptions { WriteIndented = indented, IndentSize = 4 };
        var written = 0L;
        Lists(objects.Pods, "Pod", "pods");
        Lists(objects.Deployments, "Deployment", "deployments");
        Lists(objects.ReplicaSets, "ReplicaSet", "replicasets");
        Lists(objects.Services, "Service", "services");
        Lists(objects.ConfigMaps, "ConfigMap", "configmaps");
        Lists(objects.Events, "Event", "events");
        Lists(objects.Nodes, "Node", "nodes");
        return written;

        void Lists<T>(IReadOnlyList<T> all, string kind, string plural)
            where T : class, IKubernetesObject
        {
            foreach (var group in all.GroupBy(item => item.Metadata.Namespace ?? "", StringComparer.Ordinal))
            {
                var place = Path.Combine(folder, group.Key);
                Directory.CreateDirectory(place);
                var list = new JsonObject
                {
                    ["kind"] = kind + "List",
                    ["apiVersion"] = group.First().ApiVersion,
                    ["metadata"] = new JsonObject { ["resourceVersion"] = "123456" },
                    ["items"] = new JsonArray([.. group.Select(item => json.Of(item))]),
                };
                var path = Path.Combine(place, plural + ".json");
                File.WriteAllText(path, list.ToJsonString(format));
                written += new FileInfo(path).Length;
            }
        }
    }
}
