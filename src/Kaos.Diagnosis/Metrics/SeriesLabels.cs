using System.Collections.Immutable;

namespace Kaos.Diagnosis.Metrics;

/// <summary>Labels that say whose a series is: scrape configurations differ, and nobody's is asked for.</summary>
public static class SeriesLabels
{
    /// <summary>The usual one first.</summary>
    public static ImmutableArray<string> Namespaces { get; } =
        ["namespace", "kubernetes_namespace", "exported_namespace", "k8s_namespace_name"];

    public static ImmutableArray<string> Pods { get; } =
        ["pod", "pod_name", "kubernetes_pod_name", "exported_pod", "k8s_pod_name"];

    /// <summary>Of the workload, its Service or its container.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "deployment", "workload", "statefulset", "app", "service", "job", "name", "app_kubernetes_io_name",
        "service_name", "k8s_deployment_name", "container",
    ];
}
