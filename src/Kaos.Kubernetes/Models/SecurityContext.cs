namespace Kaos.Kubernetes.Models;

/// <summary>
/// What a pod or one of its containers may do beyond its sandbox. What is absent is decided by the pod, then by the
/// image.
/// </summary>
public sealed record SecurityContext
{
    public bool? Privileged { get; init; }

    /// <summary>0 is root.</summary>
    public long? RunAsUser { get; init; }

    public bool? RunAsNonRoot { get; init; }

    public Capabilities? Capabilities { get; init; }
}

/// <summary>Changes to the capabilities that the runtime gives.</summary>
public sealed record Capabilities
{
    /// <summary>Such as <c>NET_ADMIN</c>; <c>ALL</c> for all there are.</summary>
    public IReadOnlyList<string> Add { get; init => field = value.OrEmpty(); } = [];
}
