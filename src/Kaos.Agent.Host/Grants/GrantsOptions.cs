using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Host.Grants;

/// <summary>
/// Section <c>Grants</c>: where brokers answer. Without any, KAOS writes with its own rights and Act stays off.
/// </summary>
internal sealed class GrantsOptions
{
    public const string Section = "Grants";

    /// <summary>The broker of the cluster that KAOS works on; null: none.</summary>
    public Uri? Broker { get; set; }

    /// <summary>The brokers of other clusters, by their names.</summary>
    public Dictionary<string, Uri> Brokers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The authorities (PEM) that a broker's certificate must be by, and no others; read again for new connections.
    /// Needed for brokers at https addresses.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>Asks brokers beyond this machine without TLS; where something in between does TLS.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Every broker's address.</summary>
    public IEnumerable<Uri> Addresses => Broker is { } mine ? Brokers.Values.Prepend(mine) : Brokers.Values;

    /// <summary>Those whose wire shows tokens to whoever can read it.</summary>
    public IEnumerable<Uri> Plain =>
        Addresses.Where(static address => address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback);

    /// <summary>
    /// The token that KAOS proves itself with to a broker; read again for every request, as the kubelet renews it.
    /// </summary>
    [Required]
    public string TokenFile { get; set; } = "/var/run/secrets/kaos-broker/token";
}
