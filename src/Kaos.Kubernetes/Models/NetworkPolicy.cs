using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Which traffic reaches or leaves the pods it selects.</summary>
public sealed record NetworkPolicy : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "networking.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "NetworkPolicy";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public NetworkPolicySpec Spec { get; init => field = value ?? NetworkPolicySpec.Empty; } = NetworkPolicySpec.Empty;
}

/// <summary>The selected pods and what they may talk to.</summary>
public sealed record NetworkPolicySpec
{
    internal static readonly NetworkPolicySpec Empty = new();

    /// <summary>Empty selects every pod of the namespace.</summary>
    public LabelSelector? PodSelector { get; init; }

    /// <summary><c>Ingress</c>, <c>Egress</c>.</summary>
    public IReadOnlyList<string> PolicyTypes { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<NetworkPolicyRule> Ingress { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<NetworkPolicyRule> Egress { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Traffic that is allowed; no peers means everyone, no ports means every port.</summary>
public sealed record NetworkPolicyRule
{
    public IReadOnlyList<NetworkPolicyPeer> From { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<NetworkPolicyPeer> To { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<NetworkPolicyPort> Ports { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Pods, namespaces or address blocks.</summary>
public sealed record NetworkPolicyPeer
{
    public LabelSelector? PodSelector { get; init; }

    public LabelSelector? NamespaceSelector { get; init; }

    public IpBlock? IpBlock { get; init; }
}

/// <summary>An address range less some exceptions.</summary>
public sealed record IpBlock
{
    public string Cidr { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string> Except { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>A port or a range of ports.</summary>
public sealed record NetworkPolicyPort
{
    public IntOrString? Port { get; init; }

    public int? EndPort { get; init; }

    public string? Protocol { get; init; }
}
