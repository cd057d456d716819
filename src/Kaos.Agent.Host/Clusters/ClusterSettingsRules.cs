using Kaos.PracticeCluster;

namespace Kaos.Agent.Host.Clusters;

/// <summary>What the settings must fulfil; each sentence says how to set it right. Pure.</summary>
internal static class ClusterSettingsRules
{
    private const double FastestPractice = 1000;
    private const int LongestLatency = 60_000;

    public static IReadOnlyList<string> Check(ClusterSettings settings)
    {
        List<string> wrong = [];
        if (!ClusterKinds.All.Contains(settings.Cluster, StringComparer.Ordinal))
        {
            wrong.Add($"Cluster is '{settings.Cluster}'; set it to one of {string.Join(", ", ClusterKinds.All)}.");
        }

        if (!PracticeServer.Scenarios.Contains(settings.Practice.Scenario, StringComparer.Ordinal))
        {
            wrong.Add(
                $"Practice:Scenario is '{settings.Practice.Scenario}'; there are {string.Join(", ", PracticeServer.Scenarios)}.");
        }

        if (settings.Practice.Speed is not (> 0 and <= FastestPractice))
        {
            wrong.Add(
                $"Practice:Speed is {settings.Practice.Speed}; set it above 0 and up to {FastestPractice}. 60 makes a second of a minute.");
        }

        if (settings.Practice.Latency is < 0 or > LongestLatency)
        {
            wrong.Add($"Practice:Latency is {settings.Practice.Latency}; set 0 to {LongestLatency} milliseconds.");
        }

        if (settings.Practice.IdleExit < TimeSpan.FromSeconds(1))
        {
            wrong.Add($"Practice:IdleExit is {settings.Practice.IdleExit}; set at least one second.");
        }

        if (settings.Prometheus is not null && !Uri.TryCreate(settings.Prometheus, UriKind.Absolute, out _))
        {
            wrong.Add(
                $"Prometheus:Url is '{settings.Prometheus}'; write an absolute address such as http://prometheus:9090, or remove it.");
        }

        if (settings.Alertmanager is not null && !Uri.TryCreate(settings.Alertmanager, UriKind.Absolute, out _))
        {
            wrong.Add(
                $"Alertmanager:Url is '{settings.Alertmanager}'; write an absolute address such as http://alertmanager:9093, or remove it.");
        }

        if (string.IsNullOrWhiteSpace(settings.Data.Path))
        {
            wrong.Add("Data:Path is empty; name a folder that KAOS may write to.");
        }

        return wrong;
    }
}
