namespace Kaos.Kubernetes.Models;

/// <summary>
/// A part of the control plane as one look showed it: by the API server's own checks and by leases. The server has no
/// object like it; what did not show at all (on managed clusters, most) has none here either.
/// </summary>
public sealed record Component : IKubernetesObject
{
    public const string ApiServer = "kube-apiserver";
    public const string Store = "etcd";
    public const string Scheduler = "kube-scheduler";
    public const string ControllerManager = "kube-controller-manager";
    public const string CloudControllerManager = "cloud-controller-manager";

    /// <summary>All kubelets together; its leases are those that were late.</summary>
    public const string Kubelets = "kubelet";

    public string ApiVersion => "v1";

    public string Kind => "Component";

    public ObjectMeta Metadata { get; init; } = ObjectMeta.Empty;

    /// <summary>Cluster time of the look: leases are as old as they were then.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>How many checks there are, passed or not; zero when none were read, or none are about it.</summary>
    public int Checks { get; init; }

    /// <summary>The checks that did not pass; in the server's order.</summary>
    public IReadOnlyList<FailedCheck> Failing { get; init; } = [];

    /// <summary>The lease under which it leads; of API servers those that say that they are alive.</summary>
    public IReadOnlyList<Lease> Leases { get; init; } = [];

    /// <summary>What the server's ComponentStatus says of it; null where there is none.</summary>
    public string? Status { get; init; }

    /// <summary>Of the API server, such as <c>v1.35.0</c>; null when it was not read.</summary>
    public string? Version { get; init; }

    /// <summary>When the certificate ends that the server shows; null without TLS.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>How long ago a lease was renewed at the time of the look; zero for what lies ahead.</summary>
    public TimeSpan AgeOf(Lease lease) =>
        lease.Renewed is { } renewed && renewed < SeenAt ? SeenAt - renewed : TimeSpan.Zero;
}

/// <summary>A check of the API server's health that does not pass.</summary>
/// <param name="Name">As the server names it: <c>etcd</c>, <c>poststarthook/rbac/bootstrap-roles</c>.</param>
/// <param name="Why">Null where the server keeps it to itself.</param>
/// <param name="Since">The first of the looks at which it failed without a pass between; null: only one look was
/// taken.</param>
public sealed record FailedCheck(string Name, string? Why, DateTimeOffset? Since);
