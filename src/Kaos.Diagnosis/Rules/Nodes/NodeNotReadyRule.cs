using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Nodes;

/// <summary>A node that does not answer or is not able to run pods, and the pods that suffer from it.</summary>
internal sealed class NodeNotReadyRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.NodeNotReady];

    public ImmutableArray<string> Explains => [SymptomCodes.NodeNotReady, SymptomCodes.NotReady];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.NodeNotReady))
        {
            if (scene.Index.Objects.Find<Node>("", symptom.Object.Name) is { } node)
            {
                yield return Draft(scene, node, node.Ref(), [symptom]);
            }
        }

        var onBrokenNodes = complaint.Of(SymptomCodes.NotReady)
            .Select(s => (Symptom: s, Node: NodeOf(scene, s)))
            .Where(s => s.Node?.Status.Conditions.Condition("Ready") is { IsTrue: false })
            .GroupBy(s => s.Node?.Metadata.Name, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var group in onBrokenNodes)
        {
            if (group.First().Node is { } node)
            {
                yield return Draft(scene, node, complaint.Subject, [.. group.Select(g => g.Symptom)]);
            }
        }
    }

    // Nobody but the kubelet says what is wrong; where it is silent, that is all there is to know from the API.
    private static string Part(Condition? ready) => ready is null or { Status: "Unknown" } ? "silent"
        : Says(ready, "NetworkPluginNotReady") || Says(ready, "network not ready") || Says(ready, "cni ") ? "network"
        : Says(ready, "runtime") || Says(ready, "PLEG") ? "runtime"
        : Says(ready, "CSINode") || Says(ready, "disk") ? "storage"
        : "other";

    private static bool Says(Condition ready, string words) =>
        ready.Message?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false;

    private static Node? NodeOf(Scene scene, Symptom symptom) =>
        scene.Index.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name)?.Spec.NodeName is { } name
            ? scene.Index.Objects.Find<Node>("", name)
            : null;

    private static Draft Draft(Scene scene, Node node, ObjectRef subject, ImmutableArray<Symptom> symptoms)
    {
        var ready = node.Status.Conditions.Condition("Ready");
        var unnoticed = SilentKubelet.Of(scene.Index.Objects, node);
        var since = unnoticed?.Lease.Renewed ?? ready?.LastTransitionTime ?? scene.Now;
        var notes = new Notes();
        var why = unnoticed is var (kubelets, lease)
            ? $"{PlaneTrouble.Held(kubelets, lease)}, and its kubelet has reported nothing since; it is still called " +
                "ready, and traffic goes there"
            : ready?.Status == "Unknown"
                ? "the node stopped reporting: its kubelet, its machine or its network"
                : Say.Short(ready?.Message ?? ready?.Reason ?? "no reason is given");
        var how = unnoticed is null ? "is not ready" : "does not answer";
        var told = notes.Add(
            unnoticed is null ? Sources.Node : Sources.ControlPlane, "not-ready", node.Ref(), since,
            $"Node {node.Metadata.Name} {how} since {Say.Clock(since)}: {why}");
        var pods = scene.Index.PodsOn(node.Metadata.Name).Where(p => !p.IsFinished()).ToList();
        var owners = pods.Select(p => Owners.TopOwner(scene.Index.Objects, p)).Distinct().Count();
        var movable = pods.Count(p => !p.IsLeaving() && p.Metadata.Controller?.Kind is not ("DaemonSet" or "Node"));
        var reach = notes.Add(
            Sources.Node, "blast-radius", node.Ref(), since,
            $"{Say.Count(pods.Count, "pod")} of {Say.Count(owners, "workload")} run there",
            ("pods", pods.Count), ("workloads", owners));
        return new Draft
        {
            Cause = CauseCodes.NodeNotReady,
            Root = node.Ref(),
            Edit = node.Ref(),
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"Node {node.Metadata.Name} {how}: {why}", [told]),
                new Claim(
                    $"Its {Say.Count(pods.Count, "pod")} of {Say.Count(owners, "workload")} are affected", [reach]),
            ],
            Facts = Facts.Of(
                (FactNames.Node, node.Metadata.Name),
                ("part", unnoticed is null ? Part(ready) : "silent"),
                ("pods", pods.Count.ToString(CultureInfo.InvariantCulture)),
                ("workloads", owners.ToString(CultureInfo.InvariantCulture)),
                ("toMove", movable == 0 ? null : movable.ToString(CultureInfo.InvariantCulture))),
            Weights = [unnoticed is null ? Confidence.Stated : Confidence.Aligned, Confidence.Derived],
            Explains = symptoms,
            Onset = since,
            SuffersFrom = Part(ready) == "network"
                ? NetworkPlugin.DownOn(scene, node.Metadata.Name, ready?.Message ?? "")
                : null,
            Summary = $"Node {node.Metadata.Name} {how} since {Say.Clock(since)}: {why}. " +
                $"{Say.Count(pods.Count, "pod")} of {Say.Count(owners, "workload")} run there.",
        };
    }
}
