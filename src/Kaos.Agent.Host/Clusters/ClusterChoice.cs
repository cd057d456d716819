using Kaos.Kubernetes.Configuration;

namespace Kaos.Agent.Host.Clusters;

/// <summary>Settles which cluster to work on: as asked, or in-cluster, else a kubeconfig, else the practice
/// cluster.</summary>
internal sealed class ClusterChoice(ClusterSettings settings, Func<string, string?> environment, TimeProvider time)
{
    /// <exception cref="KubeconfigException">What was asked for, or found, cannot be used.</exception>
    /// <exception cref="SettingsException">The practice cluster does not start.</exception>
    public async Task<ChosenCluster> ChooseAsync(CancellationToken cancellationToken) => Kind() switch
    {
        ClusterKinds.InCluster => new(ClusterKinds.InCluster, InCluster(), "the pod's own cluster"),
        ClusterKinds.Kubeconfig => Kubeconfig(),
        _ => await PracticeAsync(cancellationToken),
    };

    /// <summary>What it will be, without touching it; the practice cluster when nothing else is there.</summary>
    public string Kind() => settings.Cluster switch
    {
        ClusterKinds.Auto when InClusterConfig.IsPresent(environment("KUBERNETES_SERVICE_HOST")) =>
            ClusterKinds.InCluster,
        // A KUBECONFIG that was set was meant, even when it points nowhere: that is an error to tell, not to work
        // around.
        ClusterKinds.Auto when !string.IsNullOrWhiteSpace(environment("KUBECONFIG")) || Files().Any(File.Exists) =>
            ClusterKinds.Kubeconfig,
        ClusterKinds.Auto => ClusterKinds.Practice,
        var asked => asked,
    };

    private ClusterConnection InCluster() =>
        InClusterConfig.Connect(environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT"), time);

    private ChosenCluster Kubeconfig()
    {
        var files = Files();
        var kubeconfig = Kubernetes.Configuration.Kubeconfig.Load(files);
        return new(
            ClusterKinds.Kubeconfig,
            kubeconfig.Connect(settings.Context, time),
            $"kubeconfig {string.Join(", ", files.Where(File.Exists))}",
            kubeconfig);
    }

    private async Task<ChosenCluster> PracticeAsync(CancellationToken cancellationToken)
    {
        var running = await new PracticeProcess(settings, time).EnsureAsync(cancellationToken);
        var connection = Kubernetes.Configuration.Kubeconfig.Load([running.Kubeconfig]).Connect(null, time);
        return new(ClusterKinds.Practice, connection, $"practice cluster {running.Url}, scenario {running.Scenario}");
    }

    private IReadOnlyList<string> Files() => Kubernetes.Configuration.Kubeconfig.Files(
        environment("KUBECONFIG"), environment("HOME") ?? Environment.GetFolderPath(
        Environment.SpecialFolder.UserProfile));
}
