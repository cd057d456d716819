using Kaos.PracticeCluster;

namespace Kaos.Agent.Host.Clusters;

/// <summary>Which cluster KAOS works on. Needed before there are services, so it is read and checked first.</summary>
internal sealed class ClusterSettings
{
    /// <exception cref="SettingsException">All that is wrong, and how to set it right.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        var settings = new ClusterSettings
        {
            Cluster = configuration["Cluster"] ?? ClusterKinds.Auto,
            Context = configuration["Kubernetes:Context"],
            Prometheus = configuration["Prometheus:Url"],
            Alertmanager = configuration["Alertmanager:Url"],
            Practice = Bound<PracticeSettings>(configuration.GetSection("Practice")),
            Data = Bound<DataSettings>(configuration.GetSection("Data")),
        };
        var wrong = ClusterSettingsRules.Check(settings);
        return wrong.Count == 0 ? settings : throw new SettingsException(string.Join(' ', wrong));
    }

    private static T Bound<T>(IConfigurationSection section)
        where T : new()
    {
        try
        {
            return section.Get<T>() ?? new T();
        }
        catch (InvalidOperationException wrong)
        {
            // Its message names the setting and the value that does not fit.
            throw new SettingsException($"{wrong.Message} docs/operations.md lists what it takes.");
        }
    }

    /// <summary>One of <see cref="ClusterKinds"/>.</summary>
    public string Cluster { get; set; } = ClusterKinds.Auto;

    /// <summary>A context of the kubeconfig; null: the current one.</summary>
    public string? Context { get; set; }

    /// <summary>Where Prometheus answers; null: found in the cluster.</summary>
    public string? Prometheus { get; set; }

    /// <summary>Where Alertmanager answers; null: found in the cluster.</summary>
    public string? Alertmanager { get; set; }

    public PracticeSettings Practice { get; set; } = new();

    public DataSettings Data { get; set; } = new();
}

/// <summary>Section <c>Practice</c>: the built-in cluster.</summary>
internal sealed class PracticeSettings
{
    public string Scenario { get; set; } = PracticeServer.DefaultScenario;

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
