using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Access;

/// <summary>Whom rights are given to.</summary>
/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</param>
/// <param name="Namespace">Of a ServiceAccount; null otherwise.</param>
public sealed record AccessSubject(string Kind, string? Namespace, string Name)
{
    /// <summary>The groups that the API server puts every holder of a ServiceAccount's token into.</summary>
    public IEnumerable<AccessSubject> Groups => Kind switch
    {
        "ServiceAccount" =>
        [
            new("Group", null, "system:serviceaccounts"), new("Group", null, $"system:serviceaccounts:{Namespace}"),
            new("Group", null, "system:authenticated"),
        ],
        "User" => [new("Group", null, "system:authenticated")],
        _ => [],
    };

    /// <summary>Other names under which a binding may mean the same: a ServiceAccount is also a User.</summary>
    public bool Is(AccessSubject bound) => bound == this ||
        (Kind == "ServiceAccount" && bound.Kind == "User" && bound.Name == $"system:serviceaccount:{Namespace}:{Name}");

    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>Something that may be done.</summary>
/// <param name="Verb">As RBAC names it: <c>get</c>, <c>delete</c>.</param>
/// <param name="Group">Of the resource; empty for the core group.</param>
/// <param name="Resource">In the plural, with its subresource: <c>pods/log</c>.</param>
/// <param name="Namespace">Null: in all namespaces, or of the cluster.</param>
/// <param name="Name">Of one object; null: any.</param>
public sealed record AccessAction(string Verb, string Group, string Resource, string? Namespace, string? Name = null)
{
    /// <summary>A path of the API server that is no resource, such as <c>/metrics</c>; null for resources.</summary>
    public string? Path { get; init; }
}

/// <summary>One way by which somebody has a right.</summary>
/// <param name="Subject">As the binding names it.</param>
/// <param name="Namespace">Where it holds; null: everywhere.</param>
/// <param name="Names">The only objects for which it holds; empty: all.</param>
/// <param name="Via">The binding, the role, and the role that an aggregated one has it from; for people.</param>
/// <param name="Rule">Of that role: the first that allows it.</param>
public sealed record AccessGrant(
    AccessSubject Subject, string? Namespace, IReadOnlyList<string> Names, string Via, PolicyRule Rule);
