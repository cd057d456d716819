namespace Kaos.A2A;

/// <summary>Every request may name a tenant, in its body or in the path.</summary>
internal interface ITenantRequest
{
    string? Tenant { get; }
}
