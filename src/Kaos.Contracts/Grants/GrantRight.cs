namespace Kaos.Contracts.Grants;

/// <summary>One verb on one object, as RBAC says it.</summary>
/// <param name="Group">Of the API; empty for the core group.</param>
/// <param name="Resource">Plural, with a subresource where it is one: <c>pods/eviction</c>.</param>
/// <param name="Namespace">Null: a cluster-scoped object.</param>
/// <param name="Name">Of the object; empty for <c>create</c>, which RBAC cannot bind to a name.</param>
public sealed record GrantRight(string Verb, string Group, string Resource, string? Namespace, string Name)
{
    /// <summary>Such as <c>patch deployments.apps shop/web</c>.</summary>
    public override string ToString()
    {
        var resource = Group.Length == 0 ? Resource : $"{Resource}.{Group}";
        var place = Namespace is null ? "" : $"{Namespace}/";
        return $"{Verb} {resource} {place}{(Name.Length == 0 ? "*" : Name)}";
    }
}
