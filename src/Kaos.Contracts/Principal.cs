using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Kaos.Contracts;

/// <summary>
/// Who is calling, settled once at the edge (design section 9) and carried by every command and event.
/// </summary>
/// <param name="Name">Unique among principals of its kind.</param>
/// <param name="Tenants">Tenants whose incidents it may see and work on; <c>*</c> stands for all.</param>
public sealed record Principal(
    string Name, PrincipalKind Kind, ImmutableArray<Role> Roles, ImmutableArray<string> Tenants)
{
    /// <summary>KAOS itself: watchers, drivers, the outbox. Has no role, so it can approve nothing.</summary>
    public static Principal System(string part) => new(part, PrincipalKind.System, [], ["*"]);

    public bool Has(Role role) => Roles.Contains(role);

    public bool MaySee(string tenant) => Tenants.Contains(tenant) || Tenants.Contains("*");

    /// <summary>As the log's actor column holds it: <c>person:alice</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Name}";
}

[JsonConverter(typeof(KebabCase<PrincipalKind>))]
public enum PrincipalKind
{
    Person,
    Agent,
    System,
}

/// <summary>Roles do not include one another; a principal holds those it was given.</summary>
[JsonConverter(typeof(KebabCase<Role>))]
public enum Role
{
    Viewer,
    Operator,
    Approver,
    Promoter,
    Admin,
    Agent,
}
