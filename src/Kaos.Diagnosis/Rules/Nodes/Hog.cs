using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Storage;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>The container that uses far more of a node than it asked for, and more than any other.</summary>
/// <param name="Used">In bytes.</param>
internal sealed record Hog(ObjectRef Workload, ObjectRef Container, string Source, string Text, double Used)
{
    private const double LargeShare = 0.3;
    private const double FarBeyond = 2;

    // Who wrote less than that has not filled the disk, however little the others wrote.
    private const double FeltOnDisk = 0.05;

    /// <summary>Told by metrics, else by the kubelet when it evicts; null where nobody stands out.</summary>
    public static Hog? ByMemory(Scene scene, Node node, IReadOnlyList<Pod> evicted)
    {
        var room = Room(node, "memory");
        var most = scene.Index.PodsOn(node.Metadata.Name)
            .Select(p => (Pod: p, Metrics: scene.Index.Objects.Find<PodMetrics>(p.Metadata.Namespace, p.Metadata.Name)))
            .SelectMany(p =>
                (p.Metrics?.Containers ?? []).Select(c =>
                    (p.Pod, c.Name, Used: c.Usage.TryGetValue("memory", out var used) ? (double)used.Value : 0)))
            .OrderByDescending(c => c.Used).ThenBy(c => c.Pod.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (most.Pod is null)
        {
            return Told(
                scene, evicted, "memory", room * LargeShare,
                (used, asked) =>
                    $"used {used} of the memory of node {node.Metadata.Name} and asked for {(asked == "0" ? "none" : asked)}");
        }

        if (room <= 0 || most.Used < room * LargeShare)
        {
            return null;
        }

        var asked = most.Pod.Spec.Container(most.Name)?.Resources.Requests.TryGetValue(
            "memory", out var request) is true ? (double)request.Value : 0;
        return most.Used < asked * FarBeyond ? null : Make(
            scene, most.Pod, most.Name, Sources.Metrics, most.Used,
            $"uses {Say.Bytes(most.Used)} of the node's {Say.Bytes(room)} memory and asked for {(asked > 0 ? Say.Bytes(asked) : "none")}");
    }

    /// <summary>Told by the kubelet when it evicts; null where nobody stands out.</summary>
    public static Hog? ByDisk(Scene scene, Node node, IReadOnlyList<Pod> evicted) => Told(
        scene, evicted, "ephemeral-storage", Room(node, "ephemeral-storage") * FeltOnDisk,
        (used, asked) => $"wrote {used} to the disk of node {node.Metadata.Name} and asked for {asked}");

    // "The node was low on resource: memory. … Container app was using 12Gi, request is 0, has larger consumption of
    // memory."
    private static Hog? Told(
        Scene scene, IReadOnlyList<Pod> evicted, string resource, double least, Func<string, string, string> words)
    {
        var told = evicted
            .Select(p =>
                (Pod: p, Text: p.Status.Message ?? "",
                    Container: MountTrouble.Between(p.Status.Message ?? "", "Container ", " was using ")))
            .Where(p => p.Container is not null && p.Text.Contains(resource, StringComparison.Ordinal))
            .Select(p =>
                (p.Pod, p.Container, Amount: MountTrouble.Between(p.Text, " was using ", ",") ?? "",
                    Asked: MountTrouble.Between(p.Text, "request is ", ",") ?? "0"))
            .Select(p =>
                (p.Pod, p.Container, p.Amount, p.Asked,
                    Used: Quantity.TryParse(p.Amount, out var used) ? (double)used.Value : 0))
            .OrderByDescending(p => p.Used).ThenBy(p => p.Pod.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        var second = told.Count == 0 ? 0 : told.Where(t =>
            Owners.TopOwner(scene.Index.Objects, t.Pod) != Owners.TopOwner(scene.Index.Objects, told[0].Pod))
            .Select(t => t.Used).FirstOrDefault();
        return told.Count == 0 || told[0].Used <= second * FarBeyond || told[0].Used < least ? null : Make(
            scene, told[0].Pod, told[0].Container ?? "", Sources.PodStatus, told[0].Used,
            words(told[0].Amount, told[0].Asked));
    }

    private static double Room(Node node, string resource) =>
        node.Status.Allocatable.TryGetValue(resource, out var all) ? (double)all.Value : 0;

    private static Hog Make(Scene scene, Pod pod, string container, string source, double used, string text)
    {
        var owner = Owners.TopOwner(scene.Index.Objects, pod);
        return new Hog(
            owner with { Container = container }, pod.Ref() with { Container = container }, source,
            $"Container {container} of {owner.Named()} {text}", used);
    }
}
