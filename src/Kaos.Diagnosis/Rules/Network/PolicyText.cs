using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>How NetworkPolicies are told.</summary>
internal static class PolicyText
{
    public static string Way(bool ingress) => ingress ? "ingress" : "egress";

    /// <param name="onPort">The peer is allowed, and only the port differs.</param>
    public static string Why(NetworkPolicyRule rule, bool onPort, bool ingress) => onPort
        ? $"allows {Way(ingress)} there only on port {Say.List(rule.Ports.Where(p => p is not null).Select(Port))}"
        : $"allows {Way(ingress)} only {(ingress ? "from" : "to")} {Say.List((ingress ? rule.From : rule.To).Where(p => p is not null).Select(Peer))}";

    public static string Selector(LabelSelector selector)
    {
        var parts = selector.MatchLabels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")
            .Concat(selector.MatchExpressions.Where(e => e is not null).Select(Expression));
        return string.Join(",", parts) is { Length: > 0 } text ? text : "(all)";
    }

    private static string Port(NetworkPolicyPort port) =>
        (port.Port?.Text ?? "any") + (port.EndPort is { } end ? $"-{end}" : "") + "/" + (port.Protocol ?? "TCP");

    private static string Peer(NetworkPolicyPeer peer)
    {
        if (peer.IpBlock is { } block)
        {
            return block.Except.Count == 0 ? block.Cidr : $"{block.Cidr} but {Say.List(block.Except)}";
        }

        var pods = peer.PodSelector is null ? "all pods" : $"pods {Selector(peer.PodSelector)}";
        return peer.NamespaceSelector is null ? pods : $"{pods} of namespaces {Selector(peer.NamespaceSelector)}";
    }

    private static string Expression(LabelRequirement expression) => expression.Operator switch
    {
        "Exists" => expression.Key,
        "DoesNotExist" => "!" + expression.Key,
        "In" => $"{expression.Key} in ({string.Join(",", expression.Values)})",
        "NotIn" => $"{expression.Key} not in ({string.Join(",", expression.Values)})",
        _ => $"{expression.Key} {expression.Operator}",
    };
}
