namespace Kaos.Contracts.Views;

/// <summary>The kill switch of a tenant, or of all (<c>*</c>).</summary>
/// <param name="Since">When it was last moved; process time.</param>
public sealed record SwitchView(string Tenant, bool Stopped, string By, string Reason, DateTimeOffset Since);
