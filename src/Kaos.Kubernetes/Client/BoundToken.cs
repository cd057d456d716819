namespace Kaos.Kubernetes.Client;

/// <summary>A token of a service account.</summary>
/// <param name="Until">The server's time.</param>
public sealed record BoundToken(string Token, DateTimeOffset Until)
{
    /// <summary>Without the token: it never ends in a log.</summary>
    public override string ToString() => $"token until {Until:O}";
}
