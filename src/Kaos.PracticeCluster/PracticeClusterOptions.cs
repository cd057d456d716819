using System.ComponentModel.DataAnnotations;

namespace Kaos.PracticeCluster;

/// <summary>How one practice cluster is run.</summary>
public sealed class PracticeClusterOptions
{
    /// <summary>Name of the scenario folder; <see cref="PracticeServer.Scenarios"/> lists them.</summary>
    [Required]
    public string Scenario { get; set; } = "checkout-service";

    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>How many seconds of cluster time pass in one second, from the scenario's opening on.</summary>
    [Range(0.001, 1000)]
    public double Speed { get; set; } = 1;

    /// <summary>
    /// Where to write a kubeconfig for this cluster; none when empty. The file is replaced in one step.
    /// </summary>
    public string? KubeconfigPath { get; set; }

    /// <summary>Extra time that every read of logs and metrics takes, in process time.</summary>
    public TimeSpan Latency { get; set; } = TimeSpan.Zero;

    /// <summary>The process's clock; the cluster's own clock is derived from it.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
