using System.ComponentModel.DataAnnotations;

namespace Kaos.Kubernetes.Client;

/// <summary>How one client treats its API server.</summary>
public sealed class KubernetesClientOptions
{
    /// <summary>
    /// How long one request may take, from sending to the last byte; streams count to their first byte.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second over time.</summary>
    [Range(1, 10_000)]
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests that may go out at once after a quiet time.</summary>
    [Range(1, 10_000)]
    public int Burst { get; set; } = 100;

    /// <summary>How often a request is repeated that was refused with 429 and a time to wait.</summary>
    [Range(0, 10)]
    public int ThrottleRetries { get; set; } = 4;

    /// <summary>A server that asks to wait longer than this is reported instead of waited for.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Sent as User-Agent; shows in the audit log and in managedFields.</summary>
    [Required]
    public string UserAgent { get; set; } = "kaos";
}
