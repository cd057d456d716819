using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>What a pod runs, mounts and asks of the scheduler.</summary>
public sealed record PodSpec
{
    internal static readonly PodSpec Empty = new();

    public IReadOnlyList<Container> Containers { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<Container> InitContainers { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<Volume> Volumes { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Null until the scheduler has bound the pod.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? NodeName { get; init; }

    public IReadOnlyDictionary<string, string> NodeSelector { get; init => field = value.OrEmpty(); } = StringMap.Empty;

    /// <summary>Node, pod and anti affinity as the API has them.</summary>
    public RawJson Affinity { get; init; }

    public IReadOnlyList<Toleration> Tolerations { get; init => field = value.OrEmpty(); } = [];

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ServiceAccountName { get; init; }

    public IReadOnlyList<LocalReference> ImagePullSecrets { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<SchedulingGate> SchedulingGates { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<TopologySpreadConstraint> TopologySpreadConstraints { get; init => field = value.OrEmpty(); } =
        [];

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>; null means <c>Always</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? RestartPolicy { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? PriorityClassName { get; init; }

    public int? Priority { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? SchedulerName { get; init; }

    public long? TerminationGracePeriodSeconds { get; init; }

    public long? ActiveDeadlineSeconds { get; init; }

    public bool HostNetwork { get; init; }

    public SecurityContext? SecurityContext { get; init; }

    /// <summary>
    /// <c>ClusterFirst</c> (also when null), <c>ClusterFirstWithHostNet</c>, <c>Default</c> (the node's) or
    /// <c>None</c>.
    /// </summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? DnsPolicy { get; init; }

    public DnsConfig? DnsConfig { get; init; }
}

/// <summary>Allows a pod on nodes with a matching taint.</summary>
public sealed record Toleration
{
    /// <summary>Empty with operator <c>Exists</c> tolerates every taint.</summary>
    public string? Key { get; init; }

    /// <summary><c>Equal</c> (also when null) or <c>Exists</c>.</summary>
    public string? Operator { get; init; }

    public string? Value { get; init; }

    /// <summary>Null matches all effects.</summary>
    public string? Effect { get; init; }

    public long? TolerationSeconds { get; init; }
}

/// <summary>A pod with any gate is not scheduled until somebody removes the gate.</summary>
public sealed record SchedulingGate
{
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>How evenly pods that match a selector must be spread over a node label.</summary>
public sealed record TopologySpreadConstraint
{
    public int MaxSkew { get; init; }

    public string TopologyKey { get; init => field = value ?? ""; } = "";

    /// <summary><c>DoNotSchedule</c> or <c>ScheduleAnyway</c>.</summary>
    public string? WhenUnsatisfiable { get; init; }

    public LabelSelector? LabelSelector { get; init; }
}
