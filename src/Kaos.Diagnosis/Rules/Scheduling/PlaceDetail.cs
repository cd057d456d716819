using System.Globalization;
using System.Text.Json;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Scheduling;

/// <summary>The arithmetic behind a refusal of the scheduler that speaks of places, labels, ports and counts.</summary>
internal static class PlaceDetail
{
    private const string Hostname = "kubernetes.io/hostname";

    public static Claim? Tell(
        Scene scene, Pod pod, string cause, Notes notes, IDictionary<string, string> facts) => cause switch
        {
            CauseCodes.UnschedulableAffinity => Labels(scene, pod, notes, facts),
            CauseCodes.UnschedulableAntiAffinity => Apart(scene, pod, notes, facts),
            CauseCodes.UnschedulablePodAffinity => Beside(scene, pod, notes, facts),
            CauseCodes.UnschedulableTopologySpread => Spread(scene, pod, notes, facts),
            CauseCodes.UnschedulableHostPort => Ports(scene, pod, notes, facts),
            CauseCodes.UnschedulablePodCount => Count(scene, pod, notes, facts),
            _ => null,
        };

    // The first demand that no node meets, and what the nodes have instead.
    private static Claim? Labels(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var terms = pod.Spec.Affinity.At("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
            .Items("nodeSelectorTerms")
            .SelectMany(t => t.Items("matchExpressions"))
            .Select(e =>
                (Key: e.Text("key") ?? "", Operator: e.Text("operator") ?? "", Values: e.Texts("values").ToList()));
        var demands = pod.Spec.NodeSelector
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => (p.Key, Operator: "In", Values: new List<string> { p.Value }))
            .Concat(terms);
        foreach (var (key, how, values) in demands)
        {
            var requirement = new LabelRequirement { Key = key, Operator = how, Values = values };
            if (scene.Index.Objects.Nodes.Any(n => requirement.Matches(n.Metadata.Labels)))
            {
                continue;
            }

            var has = scene.Index.Objects.Nodes.Select(n => n.Metadata.Labels.GetValueOrDefault(key)).OfType<string>()
                .GroupBy(v => v, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Key} ({Say.Count(g.Count(), "node")})").ToList();
            var wanted = values.Count > 0
                ? $"{key} {(how == "In" ? "=" : how)} {string.Join(" or ", values)}"
                : $"{key} ({how})";
            var text = $"It wants a node with {wanted}; " + (has.Count > 0 ? $"the nodes have {Say.List(has)}" : $"no node has a label {key}");
            facts["label"] = key;
            facts["wanted"] = string.Join(",", values);
            return new Claim(text, [notes.Add(Sources.Spec, "node-labels", pod.Ref(), scene.Now, text)]);
        }

        return null;
    }

    private static Claim? Apart(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var term = pod.Spec.Affinity.At("podAntiAffinity").Items("requiredDuringSchedulingIgnoredDuringExecution")
            .FirstOrDefault();
        var key = term.Text("topologyKey") ?? Hostname;
        var domains = Domains(scene, key);
        var wanted = scene.Index.WorkloadOf(Owners.TopOwner(scene.Index.Objects, pod))?.Wanted;
        facts["topologyKey"] = key;
        facts["domains"] = domains.Count.ToString(CultureInfo.InvariantCulture);
        var text = term.ValueKind == JsonValueKind.Undefined
            ? "Pods that run already do not want it beside them"
            : wanted > domains.Count
                ? $"{wanted} replicas must each have a {key} of their own, and there are {domains.Count}"
                : $"It may not share a {key} with pods of its kind, and those run in each of the {domains.Count} that would take it";
        return new Claim(
            text,
            [notes.Add(Sources.Spec, "anti-affinity", pod.Ref(), scene.Now, text, ("domains", domains.Count),
                ("replicas", wanted ?? 0))]);
    }

    private static Claim? Beside(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var term = pod.Spec.Affinity.At("podAffinity").Items("requiredDuringSchedulingIgnoredDuringExecution")
            .FirstOrDefault();
        var wanted = term.At("labelSelector", "matchLabels");
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var labels = wanted.EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
        var namespaces = term.Texts("namespaces").DefaultIfEmpty(pod.Metadata.Namespace).ToList();
        var found = namespaces.Sum(n =>
            scene.Index.Select(n, labels).Count(p => p.Spec.NodeName is not null && !p.IsFinished()));
        var said = string.Join(
            ",", labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
        facts["label"] = said;
        var text = $"It must run beside pods with {said} in {Say.List(namespaces)}; {(found == 0 ? "none runs" : $"{Say.Count(found, "pod")} run")} there";
        return new Claim(text, [notes.Add(Sources.Spec, "pod-affinity", pod.Ref(), scene.Now, text, ("pods", found))]);
    }

    private static Claim? Spread(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        if (pod.Spec.TopologySpreadConstraints.FirstOrDefault(
            c => c is { WhenUnsatisfiable: "DoNotSchedule" or null }) is not { } rule)
        {
            return null;
        }

        var counts = Domains(scene, rule.TopologyKey).Select(d => $"{d.Key}: {d.SelectMany(n => scene.Index.PodsOn(n.Metadata.Name))
            .Count(p => p.Metadata.Namespace == pod.Metadata.Namespace && !p.IsFinished() && (rule.LabelSelector?.Matches(p.Metadata.Labels) ?? false))}");
        facts["topologyKey"] = rule.TopologyKey;
        facts["maxSkew"] = rule.MaxSkew.ToString(CultureInfo.InvariantCulture);
        var text = $"Its pods may differ by {rule.MaxSkew} over {rule.TopologyKey} ({Say.List(counts.DefaultIfEmpty("no node has that label"), 6)})";
        return new Claim(
            text, [notes.Add(Sources.Spec, "spread", pod.Ref(), scene.Now, text, ("maxSkew", rule.MaxSkew))]);
    }

    private static Claim? Ports(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var wanted = HostPorts(pod).ToHashSet();
        var holders = scene.Index.Objects.Pods
            .Where(p => p.Spec.NodeName is not null && !p.IsFinished() && HostPorts(p).Any(wanted.Contains))
            .Select(p => Owners.TopOwner(scene.Index.Objects, p).Named()).Distinct().Order(StringComparer.Ordinal)
            .ToList();
        if (wanted.Count == 0)
        {
            return null;
        }

        facts["hostPort"] = string.Join(",", wanted.Order());
        var text = $"It wants host port {string.Join(", ", wanted.Order())}" + (holders.Count > 0 ? $", which {Say.List(holders)} has" : "");
        return new Claim(text, [notes.Add(Sources.Spec, "host-ports", pod.Ref(), scene.Now, text)]);
    }

    private static Claim Count(Scene scene, Pod pod, Notes notes, IDictionary<string, string> facts)
    {
        var room = NodeRoom.Of(scene, "pods");
        var full = room.Where(r => r.Free < 1).ToList();
        facts["fullNodes"] = full.Count.ToString(CultureInfo.InvariantCulture);
        var text = $"{Say.Count(full.Count, "node")} has as many pods as it may have" +
            (full.Count > 0 ? $" ({Say.List(full.Select(r => $"{r.Node}: {r.Requested} of {r.Allocatable}"))})" : "");
        return new Claim(
            text, [notes.Add(Sources.Node, "pod-counts", pod.Ref(), scene.Now, text, ("nodes", full.Count))]);
    }

    private static IEnumerable<int> HostPorts(Pod pod) => pod.Spec.AllContainers()
        .SelectMany(c =>
            c.Ports.Where(p => p is not null).Select(p => p.HostPort ?? (pod.Spec.HostNetwork ? p.Number : 0)))
        .Where(p => p > 0);

    private static List<IGrouping<string, Node>> Domains(Scene scene, string key) =>
    [
        .. scene.Index.Objects.Nodes.Where(n => n.Metadata.Labels.ContainsKey(key))
            .GroupBy(n => n.Metadata.Labels[key], StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal),
    ];
}
