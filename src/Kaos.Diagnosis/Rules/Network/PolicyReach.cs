using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>
/// Whether NetworkPolicies let traffic pass, as the API defines it: a pod that some policy selects for a direction is
/// closed in that direction but for what any of those policies allows. What cannot be told counts as allowed.
/// </summary>
internal static class PolicyReach
{
    /// <summary>Null when the traffic may pass on both sides.</summary>
    public static PolicyBlock? Between(NetworkIndex network, Pod from, Pod to, int port, string protocol = "TCP")
    {
        var toward = new Traffic(to, to.Status.PodIP, port, protocol, to);
        var back = new Traffic(from, from.Status.PodIP, port, protocol, to);
        return Check(network, from, toward, ingress: false) ?? Check(network, to, back, ingress: true);
    }

    /// <summary>From a pod to an address outside; without an address every block of addresses may hold it.</summary>
    public static PolicyBlock? ToOutside(
        NetworkIndex network, Pod from, string? address, int port, string protocol = "TCP") =>
        Check(network, from, new Traffic(null, address, port, protocol, null), ingress: false);

    /// <summary>The policies that close a pod in one direction.</summary>
    public static List<NetworkPolicy> Closing(NetworkIndex network, Pod pod, bool ingress) => pod.Spec.HostNetwork
        ? []
        : [.. network.PoliciesIn(pod.Metadata.Namespace)
            .Where(p => Governs(p, ingress) && (p.Spec.PodSelector ?? Everything).Matches(pod.Metadata.Labels))];

    private static readonly LabelSelector Everything = new();

    /// <param name="Other">The pod at the other end; null for an address outside.</param>
    /// <param name="Target">The pod whose ports are meant; null outside.</param>
    private sealed record Traffic(Pod? Other, string? Address, int Port, string Protocol, Pod? Target);

    private static PolicyBlock? Check(NetworkIndex network, Pod closed, Traffic traffic, bool ingress)
    {
        var policies = Closing(network, closed, ingress);
        if (policies.Count == 0 || traffic.Other is { Spec.HostNetwork: true })
        {
            return null;
        }

        var rules = policies.SelectMany(p => Rules(p, ingress).Select(r => (Policy: p, Rule: r))).ToList();
        if (rules.Any(
            r => AllowsPort(r.Rule, traffic) && AllowsPeer(network, r.Policy, Peers(r.Rule, ingress), traffic)))
        {
            return null;
        }

        // To edit: what allows this peer on another port, else what allows another peer on this port, else what closes
        // it.
        var near = rules
            .Select(r =>
                (r.Policy, r.Rule, Peer: AllowsPeer(network, r.Policy, Peers(r.Rule, ingress), traffic),
                    Port: AllowsPort(r.Rule, traffic)))
            .Where(r =>
                r.Peer ||
                    (r.Port && r.Policy.Spec.PodSelector is { } s &&
                        (s.MatchLabels.Count > 0 || s.MatchExpressions.Count > 0)))
            .OrderByDescending(r => r.Peer).ThenBy(r => r.Policy.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (near.Policy is { } policy)
        {
            return new PolicyBlock(
                policy, ingress, PolicyText.Why(near.Rule, near.Peer, ingress), closed, policies.Count);
        }

        var closer = policies.OrderByDescending(p => Rules(p, ingress).Count)
            .ThenBy(p => p.Metadata.Name, StringComparer.Ordinal).First();
        var why = Rules(closer, ingress) is [{ } first, ..]
            ? PolicyText.Why(first, false, ingress)
            : $"allows no {PolicyText.Way(ingress)} at all";
        return new PolicyBlock(closer, ingress, why, closed, policies.Count);
    }

    // Without types, a policy governs ingress, and egress where it has egress rules.
    private static bool Governs(NetworkPolicy policy, bool ingress) => policy.Spec.PolicyTypes.Count > 0
        ? policy.Spec.PolicyTypes.Contains(ingress ? "Ingress" : "Egress")
        : ingress || policy.Spec.Egress.Count > 0;

    private static IReadOnlyList<NetworkPolicyRule> Rules(NetworkPolicy policy, bool ingress) =>
        [.. (ingress ? policy.Spec.Ingress : policy.Spec.Egress).Where(r => r is not null)];

    private static IReadOnlyList<NetworkPolicyPeer> Peers(NetworkPolicyRule rule, bool ingress) =>
        [.. (ingress ? rule.From : rule.To).Where(p => p is not null)];

    private static bool AllowsPort(NetworkPolicyRule rule, Traffic traffic) =>
        rule.Ports.Count == 0 || rule.Ports.Any(p => p is not null && IsPort(p, traffic));

    private static bool IsPort(NetworkPolicyPort port, Traffic traffic)
    {
        if ((port.Protocol ?? "TCP") != traffic.Protocol)
        {
            return false;
        }

        if (port.Port is not { Text.Length: > 0 } wanted)
        {
            return true;
        }

        return wanted.Number is { } number
            ? port.EndPort is { } end ? traffic.Port >= number && traffic.Port <= end : traffic.Port == number
            : traffic.Target?.Spec.AllContainers().SelectMany(c => c.Ports)
                .Any(p => p is not null && p.Name == wanted.Text && p.Number == traffic.Port) ?? true;
    }

    private static bool AllowsPeer(
        NetworkIndex network, NetworkPolicy policy, IReadOnlyList<NetworkPolicyPeer> peers, Traffic traffic) =>
        peers.Count == 0 || peers.Any(p => IsPeer(network, policy, p, traffic));

    private static bool IsPeer(NetworkIndex network, NetworkPolicy policy, NetworkPolicyPeer peer, Traffic traffic)
    {
        if (peer.IpBlock is { } block)
        {
            return traffic.Address is null ? traffic.Other is null : Holds(block, traffic.Address);
        }

        if (traffic.Other is not { } other)
        {
            return false;
        }

        return IsNamespace(network, policy, peer, other.Metadata.Namespace) &&
            (peer.PodSelector?.Matches(other.Metadata.Labels) ?? true);
    }

    private static bool IsNamespace(
        NetworkIndex network, NetworkPolicy policy, NetworkPolicyPeer peer, string @namespace)
    {
        if (peer.NamespaceSelector is not { } selector)
        {
            return @namespace == policy.Metadata.Namespace;
        }

        return (selector.MatchLabels.Count == 0 && selector.MatchExpressions.Count == 0) ||
            (network.LabelsOf(@namespace) is { } labels ? selector.Matches(labels) : MayMatch(selector, @namespace));
    }

    // The labels were not read: only the name is known.
    private static bool MayMatch(LabelSelector selector, string @namespace) =>
        !selector.MatchLabels.TryGetValue(NetworkIndex.NameLabel, out var name) || name == @namespace;

    private static bool Holds(IpBlock block, string address) => NetworkAddress.IsIn(block.Cidr, address) &&
        !block.Except.Any(e => e is not null && NetworkAddress.IsIn(e, address));
}
