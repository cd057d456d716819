using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>A node.</summary>
public sealed record Node : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "v1";

    [JsonIgnore]
    public string Kind => "Node";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public NodeSpec Spec { get; init => field = value ?? NodeSpec.Empty; } = NodeSpec.Empty;

    public NodeStatus Status { get; init => field = value ?? NodeStatus.Empty; } = NodeStatus.Empty;
}

/// <summary>What keeps pods off a node.</summary>
public sealed record NodeSpec
{
    internal static readonly NodeSpec Empty = new();

    /// <summary>True after <c>kubectl cordon</c>.</summary>
    public bool Unschedulable { get; init; }

    public IReadOnlyList<Taint> Taints { get; init => field = value.OrEmpty(); } = [];

    public string? ProviderID { get; init; }
}

/// <summary>Repels pods that do not tolerate it.</summary>
public sealed record Taint
{
    public string Key { get; init => field = value ?? ""; } = "";

    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public string Effect { get; init => field = value ?? ""; } = "";

    public DateTimeOffset? TimeAdded { get; init; }
}

/// <summary>What a node has and how it is.</summary>
public sealed record NodeStatus
{
    internal static readonly NodeStatus Empty = new();

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyDictionary<string, Quantity> Capacity { get; init => field = value.OrEmpty(); } = Quantities.None;

    /// <summary>What pods may use: capacity less what is reserved for the system.</summary>
    public IReadOnlyDictionary<string, Quantity> Allocatable { get; init => field = value.OrEmpty(); } =
        Quantities.None;

    public IReadOnlyList<NodeAddress> Addresses { get; init => field = value.OrEmpty(); } = [];

    public NodeSystemInfo? NodeInfo { get; init; }
}

/// <summary>An address by type.</summary>
public sealed record NodeAddress
{
    public string Type { get; init => field = value ?? ""; } = "";

    public string Address { get; init => field = value ?? ""; } = "";
}

/// <summary>Versions on the node.</summary>
public sealed record NodeSystemInfo
{
    public string? KubeletVersion { get; init; }

    public string? ContainerRuntimeVersion { get; init; }

    public string? KernelVersion { get; init; }

    public string? OsImage { get; init; }

    public string? Architecture { get; init; }

    /// <summary>Changes with every boot.</summary>
    public string? BootID { get; init; }
}
