namespace Kaos.Agent.Host.Signals;

/// <summary>What Alertmanager posts to a webhook (version 4), as far as it is read.</summary>
internal sealed record AlertmanagerWebhook(IReadOnlyList<Alert>? Alerts = null);

/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
internal sealed record Alert(
    string? Status = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    IReadOnlyDictionary<string, string>? Annotations = null,
    DateTimeOffset? StartsAt = null,
    string? Fingerprint = null);
