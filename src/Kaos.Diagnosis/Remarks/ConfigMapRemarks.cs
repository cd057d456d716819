using System.Collections.Immutable;
using System.Text;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>
/// ConfigMaps that nothing in their namespace refers to, that hold nothing, or that near the server's limit.
/// </summary>
internal sealed class ConfigMapRemarks : IRemarkRule
{
    // The API server refuses objects of more than 1 MiB of data; from here on an edit may no longer be possible.
    private const int Large = 1024 * 1024 * 9 / 10;

    // Read by whoever watches for the label (dashboards, rules, trust bundles), or written by the cluster itself.
    private static readonly string[] SystemNames =
        ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];
    private static readonly string[] SystemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

    public ImmutableArray<string> Codes =>
        [RemarkCodes.ConfigMapEmpty, RemarkCodes.ConfigMapLarge, RemarkCodes.ConfigMapUnused];

    public IEnumerable<Remark> Of(WorldIndex index)
    {
        foreach (var group in index.Objects.ConfigMaps.GroupBy(m => m.Metadata.Namespace, StringComparer.Ordinal))
        {
            var usage = new Lazy<Usage>(() => Usage.In(index, group.Key));
            foreach (var map in group.Where(m => !IsSystem(m)))
            {
                var bytes = map.Data.Concat(map.BinaryData).Sum(p => (long)Encoding.UTF8.GetByteCount(p.Value ?? ""));
                if (map.Data.Count + map.BinaryData.Count == 0)
                {
                    yield return new Remark(
                        RemarkCodes.ConfigMapEmpty, map.Ref(), $"{map.Ref().Named()} has no data",
                        "Remove it, unless a controller fills it later.");
                }
                else if (bytes > Large)
                {
                    yield return new Remark(
                        RemarkCodes.ConfigMapLarge, map.Ref(),
                        $"{map.Ref().Named()} holds {Say.Bytes(bytes)}; the API server takes at most 1Mi",
                        "Split it, or move large files to a volume or an image.");
                }
                else if (index.Objects.WasRead<Pod>() && !usage.Value.Uses(map))
                {
                    yield return new Remark(
                        RemarkCodes.ConfigMapUnused, map.Ref(),
                        $"No workload in {map.Metadata.Namespace} refers to ConfigMap {map.Metadata.Name}",
                        "Remove it if no program reads it through the API.");
                }
            }
        }
    }

    private static bool IsSystem(ConfigMap map) =>
        SystemNames.Contains(map.Metadata.Name) || SystemNamespaces.Contains(map.Metadata.Namespace) ||
        map.Metadata.OwnerReferences.Count > 0 ||
        map.Metadata.Annotations.Keys.Any(k => k.EndsWith("/leader", StringComparison.Ordinal)) ||
        map.Metadata.Labels.Keys.Any(k => k.Contains("dashboard", StringComparison.Ordinal) ||
            k.Contains("datasource", StringComparison.Ordinal) || k.EndsWith("sidecar", StringComparison.Ordinal) ||
            k.EndsWith("alert", StringComparison.Ordinal) || k.EndsWith("rule", StringComparison.Ordinal));

    // By reference, or by name in an argument or variable: controllers are told so which ConfigMap to watch.
    private sealed record Usage(HashSet<string> Named, List<string> Texts)
    {
        public bool Uses(ConfigMap map) => Named.Contains(map.Metadata.Name) ||
            Texts.Exists(t => t.Contains(map.Metadata.Name, StringComparison.Ordinal));

        public static Usage In(WorldIndex index, string @namespace)
        {
            var specs = index.WorkloadsIn(@namespace).Select(w => w.Template.Spec)
                .Concat(index.Objects.Pods.Where(p => p.Metadata.Namespace == @namespace).Select(p => p.Spec))
                .ToList();
            var containers = specs.SelectMany(s => s.AllContainers()).ToList();
            return new Usage(
                [.. specs.SelectMany(WorkloadEdges.Configuration).Where(c => c.Kind == "ConfigMap")
                    .Select(c => c.Name)],
                [
                    .. containers.SelectMany(c => c.Command.Concat(c.Args)).OfType<string>(),
                    .. containers.SelectMany(c => c.Env).Select(e => e?.Value).OfType<string>(),
                ]);
        }
    }
}
