using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>
/// Which taints keep a pod off, and whose doing that is: a taint that a node got after the workload was there already
/// is the cause; one that was there before is something that the workload should have tolerated.
/// </summary>
internal static class TaintDetail
{
    public static (ObjectRef? Root, Claim Claim)? Tell(
        Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var tainted = scene.Index.Objects.Nodes
            .Select(n =>
                (Node: n, Taints: n.Spec.Taints.Where(t => t is { Effect: "NoSchedule" or "NoExecute" } &&
                    !Tolerates(pod, t)).ToList()))
            .Where(n => n.Taints.Count > 0)
            .OrderBy(n => n.Node.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        if (tainted.Count == 0)
        {
            return null;
        }

        var keys = tainted.SelectMany(n => n.Taints)
            .Select(t => t.Value is { Length: > 0 } ? $"{t.Key}={t.Value}" : t.Key).Distinct()
            .Order(StringComparer.Ordinal).ToList();
        var text = $"{Say.Count(tainted.Count, "node")} tainted {Say.List(keys)}, which the pod does not tolerate";
        facts["taint"] = string.Join(",", keys);
        if (tainted.SelectMany(n => n.Taints).Select(t => t.Key).Distinct().ToList() is [var only])
        {
            facts["taintKey"] = only;
        }

        var had = notes.Add(Sources.Node, "taints", tainted[0].Node.Ref(), scene.Now, text);
        var made = scene.Index.WorkloadOf(Owners.TopOwner(scene.Index.Objects, pod))?.Object.Metadata.CreationTimestamp;
        var late = tainted
            .Select(n =>
                (n.Node,
                    Write: n.Node.LaterWrites("f:spec", "f:taints").OrderByDescending(w => w.Time).FirstOrDefault()))
            .Where(n => n.Write?.Time > made)
            .OrderByDescending(n => n.Write?.Time).ThenBy(n => n.Node.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        if (late.Count < tainted.Count || late[0].Write is not { Time: { } at } write)
        {
            return (null, new Claim(text, [had]));
        }

        var node = late[0].Node.Ref();
        facts[FactNames.Node] = node.Name;
        facts[FactNames.ChangedAt] = Say.Stamp(at);
        facts[FactNames.ChangedBy] = write.Manager;
        var added = notes.Add(
            Sources.Changes, "tainted", node, at,
            $"The taints of node {node.Name} were written at {Say.Stamp(at)} by {write.Manager}");
        return (node,
            new Claim($"Node {node.Name} was tainted {Say.List(keys)} at {Say.Clock(at)} by {write.Manager}, after the workload was made",
            [had, added]));
    }

    private static bool Tolerates(Pod pod, Taint taint) => pod.Spec.Tolerations.Any(t => t is not null &&
        (t.Effect is null or "" || t.Effect == taint.Effect) &&
        (t.Operator == "Exists" ? t.Key is null or "" || t.Key == taint.Key : t.Key == taint.Key &&
            (t.Value ?? "") == (taint.Value ?? "")));
}
