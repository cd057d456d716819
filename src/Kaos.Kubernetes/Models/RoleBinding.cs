using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>Who has a role in one namespace.</summary>
public sealed record RoleBinding : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "rbac.authorization.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "RoleBinding";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>A Role of the same namespace, or a ClusterRole.</summary>
    public RoleRef RoleRef { get; init => field = value ?? RoleRef.Empty; } = RoleRef.Empty;

    public IReadOnlyList<RbacSubject> Subjects { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Who has a ClusterRole everywhere.</summary>
public sealed record ClusterRoleBinding : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "rbac.authorization.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "ClusterRoleBinding";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public RoleRef RoleRef { get; init => field = value ?? RoleRef.Empty; } = RoleRef.Empty;

    public IReadOnlyList<RbacSubject> Subjects { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>The role that a binding gives.</summary>
public sealed record RoleRef
{
    internal static readonly RoleRef Empty = new();

    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Whom a binding is for.</summary>
public sealed record RbacSubject
{
    /// <summary><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Of a ServiceAccount only.</summary>
    public string? Namespace { get; init; }
}
