using System.Text.Json.Serialization;

namespace Kaos.Kubernetes.Models;

/// <summary>What may be done within one namespace.</summary>
public sealed record Role : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "rbac.authorization.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "Role";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public IReadOnlyList<PolicyRule> Rules { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>What may be done: in the whole cluster, or in the namespaces of the RoleBindings that name it.</summary>
public sealed record ClusterRole : IKubernetesObject
{
    [JsonIgnore]
    public string ApiVersion => "rbac.authorization.k8s.io/v1";

    [JsonIgnore]
    public string Kind => "ClusterRole";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    /// <summary>With an aggregation rule, a controller keeps these as the sum of the selected roles.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init => field = value.OrEmpty(); } = [];

    public AggregationRule? AggregationRule { get; init; }
}

/// <summary>Verbs on resources, or on paths that are no resources.</summary>
public sealed record PolicyRule
{
    /// <summary><c>*</c> is every verb.</summary>
    public IReadOnlyList<string> Verbs { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The empty text is the core group, <c>*</c> every group.</summary>
    public IReadOnlyList<string> ApiGroups { get; init => field = value.OrEmpty(); } = [];

    /// <summary><c>pods</c>, <c>pods/log</c>, <c>*/scale</c>, or <c>*</c> for everything.</summary>
    public IReadOnlyList<string> Resources { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Empty allows every name; otherwise only these, which leaves out list, watch, create.</summary>
    public IReadOnlyList<string> ResourceNames { get; init => field = value.OrEmpty(); } = [];

    [JsonPropertyName("nonResourceURLs")]
    public IReadOnlyList<string> NonResourceUrls { get; init => field = value.OrEmpty(); } = [];
}

/// <summary>Which ClusterRoles a ClusterRole is the sum of: those that any selector fits.</summary>
public sealed record AggregationRule
{
    public IReadOnlyList<LabelSelector> ClusterRoleSelectors { get; init => field = value.OrEmpty(); } = [];
}
