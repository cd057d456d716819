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
    /// The token that KAOS proves itself with to a broker; read again for every request, as the kubelet renews it.
    /// </summary>
    [Required]
    public string TokenFile { get; set; } = "/var/run/secrets/kaos-broker/token";
}
