namespace Kaos.Contracts.Diagnosis;

/// <content>What shows on storage, nodes, namespaces, the API and operators' resources.</content>
public static partial class SymptomCodes
{
    /// <summary>A claim has no volume although it should have one by now, or has lost it.</summary>
    public const string ClaimUnbound = "claim-unbound";

    /// <summary>A claim was enlarged, and its volume does not grow.</summary>
    public const string ResizeStuck = "resize-stuck";

    /// <summary>A bound claim has little space left; nobody but an alert says so.</summary>
    public const string VolumeFilling = "volume-filling";

    /// <summary>An alert measures something of an object that the object itself does not show.</summary>
    public const string Measured = "measured";

    /// <summary>A volume could not be reclaimed.</summary>
    public const string VolumeFailed = "volume-failed";

    /// <summary>A node runs short of memory, disk or process ids.</summary>
    public const string NodePressure = "node-pressure";

    /// <summary>A node is ready, and says of its network, kernel, disk, runtime or devices that they are not.</summary>
    public const string NodeProblem = "node-problem";

    /// <summary>A kubelet does not take a pod that was given to it.</summary>
    public const string PodRejected = "pod-rejected";

    /// <summary>A pod was resized in place and keeps its old resources.</summary>
    public const string PodResizeStuck = "pod-resize-stuck";

    /// <summary>Pods of a workload are put off their node again and again.</summary>
    public const string Evicted = "evicted";

    /// <summary>The API server refuses a program what it tries again and again.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>An API that the cluster should serve does not answer.</summary>
    public const string ApiUnavailable = "api-unavailable";

    /// <summary>A part of the control plane fails its check, or nobody leads it.</summary>
    public const string ControlPlane = "control-plane";

    /// <summary>An operator says that a resource of its kind is not as it should be.</summary>
    public const string ResourceUnhealthy = "resource-unhealthy";
}
