namespace Kaos.A2A.Push;

/// <summary>How webhooks are called.</summary>
public sealed class PushNotificationOptions
{
    /// <summary>
    /// Call addresses of private, loopback and link-local networks, too. Off, because whoever registers a webhook
    /// chooses
    /// where this process sends requests.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Call webhooks without TLS, too.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Longest wait for one attempt.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
