namespace Kaos.Contracts.Push;

/// <summary>Where the events of a task are sent.</summary>
/// <param name="Id">Unique within the task.</param>
/// <param name="Secret">Token and credentials, sealed by the edge that made them: nothing else can read them.</param>
/// <param name="Version">The protocol version under which it was registered; what is sent is of that.</param>
public sealed record Webhook(string Id, string Url, string? Secret, string Version);
