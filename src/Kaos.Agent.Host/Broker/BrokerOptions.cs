using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Host.Broker;

/// <summary>Section <c>Broker</c>: what <c>kaos broker</c> may give, and to whom.</summary>
internal sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>Where the grants' Secrets and accounts live; nothing else should.</summary>
    [Required]
    public string Namespace { get; set; } = "kaos-grants";

    /// <summary>
    /// The accounts that may ask, as a TokenReview names them; empty: <c>system:serviceaccount:kaos:kaos</c>.
    /// </summary>
    public IList<string> Callers { get; } = [];

    /// <summary>The audience that a caller's token must be for; empty: the API server's own.</summary>
    public string Audience { get; set; } = "kaos-broker";

    /// <summary>
    /// Whether the right to run a program in one named pod is given at all (deploy/k8s/components/broker-exec).
    /// </summary>
    public bool Exec { get; set; }

    /// <summary>
    /// Whether rights on one named node (cordon, taint) are given at all (deploy/k8s/components/broker-nodes).
    /// </summary>
    public bool Nodes { get; set; }

    /// <summary>The broker's certificate, PEM; read again for new connections when the file has changed.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Its private key, PEM.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Listens without TLS beyond this machine; where something in front of it does TLS.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>No grant stands longer, whatever is asked for.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Between two sweeps.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromMinutes(1);

    public bool MayAsk(string account) =>
        Callers.Count == 0 ? account == "system:serviceaccount:kaos:kaos" : Callers.Contains(account);
}
