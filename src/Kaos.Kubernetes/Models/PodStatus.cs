using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>What the kubelet and the scheduler say of a pod.</summary>
public sealed record PodStatus
{
    internal static readonly PodStatus Empty = new();

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Phase { get; init; }

    /// <summary>Such as <c>Evicted</c> or <c>NodeLost</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Reason { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init => field = value.OrEmpty(); } = [];

    public IReadOnlyList<ContainerStatus> InitContainerStatuses { get; init => field = value.OrEmpty(); } = [];

    public string? PodIP { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? HostIP { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? NominatedNodeName { get; init; }

    private readonly long startTimeTicks;

    public DateTimeOffset? StartTime
    {
        get => CompactTime.Read(startTimeTicks);
        init => startTimeTicks = CompactTime.Of(value);
    }

    /// <summary><c>Guaranteed</c>, <c>Burstable</c> or <c>BestEffort</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? QosClass { get; init; }
}

/// <summary>A condition of any kind of object: pods, nodes, deployments, jobs, claims.</summary>
public sealed record Condition
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string Status { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Reason { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Message { get; init; }

    private readonly long lastTransitionTimeTicks;

    public DateTimeOffset? LastTransitionTime
    {
        get => CompactTime.Read(lastTransitionTimeTicks);
        init => lastTransitionTimeTicks = CompactTime.Of(value);
    }

    private readonly long lastUpdateTimeTicks;

    public DateTimeOffset? LastUpdateTime
    {
        get => CompactTime.Read(lastUpdateTimeTicks);
        init => lastUpdateTimeTicks = CompactTime.Of(value);
    }

    private readonly long lastHeartbeatTimeTicks;

    public DateTimeOffset? LastHeartbeatTime
    {
        get => CompactTime.Read(lastHeartbeatTimeTicks);
        init => lastHeartbeatTimeTicks = CompactTime.Of(value);
    }

    [JsonIgnore]
    public bool IsTrue => Status == "True";

    [JsonIgnore]
    public bool IsFalse => Status == "False";
}

/// <summary>One container as the kubelet sees it.</summary>
public sealed record ContainerStatus
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    public ContainerState State { get; init => field = value ?? ContainerState.Empty; } = ContainerState.Empty;

    /// <summary>How the container's previous run ended.</summary>
    public ContainerState LastState { get; init => field = value ?? ContainerState.Empty; } = ContainerState.Empty;

    public bool Ready { get; init; }

    public bool? Started { get; init; }

    public int RestartCount { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Image { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ImageID { get; init; }
}

/// <summary>
/// Exactly one of the three is set; all null means that nothing is known (or that there was no previous run).
/// </summary>
public sealed record ContainerState
{
    internal static readonly ContainerState Empty = new();

    public ContainerWaiting? Waiting { get; init; }

    public ContainerRunning? Running { get; init; }

    public ContainerTerminated? Terminated { get; init; }
}

/// <summary>Not running yet or not running again.</summary>
public sealed record ContainerWaiting
{
    /// <summary>Such as <c>CrashLoopBackOff</c>, <c>ImagePullBackOff</c>, <c>CreateContainerConfigError</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Reason { get; init; }

    public string? Message { get; init; }
}

/// <summary>Running since.</summary>
public sealed record ContainerRunning
{
    private readonly long startedAtTicks;

    public DateTimeOffset? StartedAt
    {
        get => CompactTime.Read(startedAtTicks);
        init => startedAtTicks = CompactTime.Of(value);
    }
}

/// <summary>How a run ended.</summary>
public sealed record ContainerTerminated
{
    public int ExitCode { get; init; }

    public int? Signal { get; init; }

    /// <summary>Such as <c>OOMKilled</c>, <c>Error</c>, <c>Completed</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? Reason { get; init; }

    public string? Message { get; init; }

    private readonly long startedAtTicks;

    public DateTimeOffset? StartedAt
    {
        get => CompactTime.Read(startedAtTicks);
        init => startedAtTicks = CompactTime.Of(value);
    }

    private readonly long finishedAtTicks;

    public DateTimeOffset? FinishedAt
    {
        get => CompactTime.Read(finishedAtTicks);
        init => finishedAtTicks = CompactTime.Of(value);
    }
}
