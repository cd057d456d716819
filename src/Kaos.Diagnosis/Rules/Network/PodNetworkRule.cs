using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>
/// Pods that the network plugin does not connect: it has no address left, or does not run on the node.
/// </summary>
internal sealed class PodNetworkRule : IRule
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    private static readonly string[] NetworkWords =
        ["network for sandbox", "network for pod", "networkPlugin cni", "plugin type=", "cni plugin not initialized",
            "CNI network", "pod network", "network is not ready"];

    private static readonly string[] NoAddress =
    [
        "no IP addresses available", "failed to assign an IP address", "no available IP", "no free IP",
        "IP pool exhausted", "no more free",
        "out of IP", "No more IPs available", "failed to request IPv4 addresses", "range is full",
        "no addresses available", "insufficient IPs", "no available IPConfigs", "allocate IP in range",
        "No IPs available",
    ];

    /// <summary>Whether the kubelet's words about a sandbox are about its network.</summary>
    public static bool IsOfNetwork(string words) =>
        NetworkWords.Any(w => words.Contains(w, StringComparison.OrdinalIgnoreCase));

    public ImmutableArray<string> Causes => [CauseCodes.PodNetwork, CauseCodes.PodAddressesExhausted];

    public ImmutableArray<string> Explains => [SymptomCodes.Pending];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.Pending)
        .Select(s => (Symptom: s, Pod: scene.Index.Objects.Find<Pod>(s.Object.Namespace ?? "", s.Object.Name)))
        .Select(p => p.Pod is { Spec.NodeName: { } node } ? Judge(scene, complaint.Subject, p.Symptom, node) : null)
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, Symptom symptom, string node)
    {
        var failed = scene.Index.EventsOf(symptom.Object)
            .Where(e =>
                e.Reason is "FailedCreatePodSandBox" or "NetworkNotReady" &&
                    scene.Now - (e.LastSeen ?? scene.Now) < Recent)
            .Where(e => e.Message is { } words && IsOfNetwork(words))
            .OrderByDescending(e => e.LastSeen).ThenBy(e => e.Message, StringComparer.Ordinal)
            .FirstOrDefault();
        if (failed?.Message is not { } message)
        {
            return null;
        }

        var notes = new Notes();
        var said = notes.Add(
            Sources.Events, "sandbox", symptom.Object, failed.LastSeen ?? scene.Now,
            $"The kubelet says: {Say.Short(Plain(message), 300)}", ("times", failed.Times));
        var isFull = NoAddress.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));
        var plugin = isFull ? null : NetworkPlugin.DownOn(scene, node, message);
        var root = plugin ?? Refs.Of("Node", null, node);
        var claim = new Claim(
            isFull
                ? $"The network has no address left for pods on node {node}"
                : $"The network plugin does not connect pods on node {node}", [said]);
        var chain = ImmutableArray.Create(claim);
        if (plugin is not null)
        {
            var down = notes.Add(
                Sources.PodStatus, "plugin-down", plugin, scene.Now,
                $"{plugin.Named()}, the network plugin, has no ready pod on node {node}");
            chain = chain.Insert(0, new Claim($"{plugin.Named()} is not ready on node {node}", [down]));
        }

        var pods = scene.Index.PodsOn(node).Count(p => !p.IsFinished());
        return new Draft
        {
            Cause = isFull ? CauseCodes.PodAddressesExhausted : CauseCodes.PodNetwork,
            Root = root,
            Edit = root,
            Subject = subject,
            Notes = notes,
            Chain = chain,
            Facts = Facts.Of((FactNames.Node, node), ("pods", $"{pods}")),
            Weights = plugin is null
                ? [Confidence.Stated, Confidence.Aligned]
                : [Confidence.Stated, Confidence.Derived],
            Explains = [symptom],
            Onset = failed.FirstSeen ?? symptom.Since,
            SuffersFrom = plugin,
            Summary = isFull
                ? $"Node {node} has no address left for pods ({pods} pods run there): {Say.Short(Plain(message), 160)}."
                : $"Pods on node {node} get no network{(plugin is null ? "" : $", because {plugin.Named()} is not ready there")}: {Say.Short(Plain(message), 160)}.",
        };
    }

    // What comes after the sandbox's long id is what a person needs.
    private static string Plain(string message)
    {
        var at = message.IndexOf("for sandbox \"", StringComparison.Ordinal);
        var end = at < 0 ? -1 : message.IndexOf("\": ", at + 13, StringComparison.Ordinal);
        return end < 0 ? message : message[(end + 3)..];
    }
}
