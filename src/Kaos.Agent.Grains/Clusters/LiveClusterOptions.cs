using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>How one live cluster is read.</summary>
public sealed class LiveClusterOptions
{
    /// <summary>
    /// Where Prometheus answers; null looks for a Service in the cluster and goes through the API server.
    /// </summary>
    public Uri? PrometheusUrl { get; set; }

    /// <summary>Where Alertmanager answers; null looks for a Service in the cluster, too.</summary>
    public Uri? AlertmanagerUrl { get; set; }

    /// <summary>Reads of one case that run at once.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 8;

    /// <summary>Process time that one read may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Characters of one log that are kept, the newest.</summary>
    [Range(1_000, 10_000_000)]
    public int MostLogCharacters { get; set; } = 1_000_000;

    /// <summary>How often the cluster's clock is looked at again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Calibration { get; set; } = TimeSpan.FromSeconds(20);
}
