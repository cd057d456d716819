using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Clusters;

/// <summary>Which cluster KAOS works on. From the root of the configuration.</summary>
internal sealed class ClusterSettings
{
    /// <summary>One of <see cref="ClusterKinds"/>.</summary>
    public string Cluster { get; set; } = ClusterKinds.Auto;

    /// <summary>A context of the kubeconfig; null: the current one.</summary>
    public string? Context { get; set; }

    public PracticeSettings Practice { get; set; } = new();

    public DataSettings Data { get; set; } = new();
}

/// <summary>Section <c>Practice</c>: the built-in cluster.</summary>
internal sealed class PracticeSettings
{
    public string Scenario { get; set; } = "checkout-service";

    /// <summary>Cluster seconds per second.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Extra milliseconds that every read of logs and metrics takes.</summary>
    public int Latency { get; set; }

    /// <summary>A practice cluster that nobody asks anything ends after this long.</summary>
    public TimeSpan IdleExit { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>Section <c>Data</c>.</summary>
internal sealed class DataSettings
{
    /// <summary>The log, its keys, the practice cluster's state.</summary>
    public string Path { get; set; } = "./data";
}

internal static class ClusterKinds
{
    public const string Auto = "auto";
    public const string Practice = "practice";
    public const string Kubeconfig = "kubeconfig";
    public const string InCluster = "incluster";

    public static readonly string[] All = [Auto, Practice, Kubeconfig, InCluster];
}

internal sealed class ClusterSettingsValidator : IValidateOptions<ClusterSettings>
{
    private const double FastestPractice = 1000;

    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        List<string> wrong = [];
        if (!ClusterKinds.All.Contains(options.Cluster, StringComparer.Ordinal))
        {
            wrong.Add($"Cluster is '{options.Cluster}'; set it to one of {string.Join(", ", ClusterKinds.All)}.");
        }

        if (!PracticeCluster.PracticeServer.Scenarios.Contains(options.Practice.Scenario, StringComparer.Ordinal))
        {
            wrong.Add(
                $"Practice:Scenario is '{options.Practice.Scenario}'; there are {string.Join(", ", PracticeCluster.PracticeServer.Scenarios)}.");
        }

        if (options.Practice.Speed is not (> 0 and <= FastestPractice))
        {
            wrong.Add($"Practice:Speed is {options.Practice.Speed}; set it above 0 and up to {FastestPractice}. 60 makes a second of a minute.");
        }

        if (options.Practice.Latency is < 0 or > 60_000)
        {
            wrong.Add($"Practice:Latency is {options.Practice.Latency}; set 0 to 60000 milliseconds.");
        }

        if (string.IsNullOrWhiteSpace(options.Data.Path))
        {
            wrong.Add("Data:Path is empty; name a folder that KAOS may write to.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
