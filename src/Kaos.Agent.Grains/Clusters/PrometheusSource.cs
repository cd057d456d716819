using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Where a cluster's metrics are.</summary>
internal static class PrometheusSource
{
    // Parts of a Prometheus installation that are not Prometheus.
    private static readonly string[] Others =
        ["operator", "alertmanager", "exporter", "pushgateway", "state-metrics", "adapter", "grafana", "operated"];

    /// <summary>
    /// The Service that serves Prometheus' API: by its label, else by its name; its port 9090 or <c>web</c>.
    /// </summary>
    internal static (Service Service, string Port)? Find(ClusterObjects objects) => objects.Services
        .Where(IsPrometheus)
        .OrderByDescending(IsLabelled)
        .ThenBy(service => service.Metadata.Namespace, StringComparer.Ordinal)
        .ThenBy(service => service.Metadata.Name, StringComparer.Ordinal)
        .Select(service => ((Service, string)?)(PortOf(service) is { } port ? (service, port) : null))
        .FirstOrDefault(found => found is not null);

    private static bool IsPrometheus(Service service) =>
        !Others.Any(other => service.Metadata.Name.Contains(other, StringComparison.Ordinal)) &&
        (IsLabelled(service) || service.Metadata.Name.StartsWith("prometheus", StringComparison.Ordinal) ||
            service.Metadata.Name.EndsWith("-prometheus", StringComparison.Ordinal));

    private static bool IsLabelled(Service service) =>
        service.Metadata.Labels.TryGetValue("app.kubernetes.io/name", out var name) && name == "prometheus";

    private static string? PortOf(Service service)
    {
        var port = service.Spec.Ports.FirstOrDefault(item => item.Port == 9090) ??
            service.Spec.Ports.FirstOrDefault(item => item.Name is "web" or "http-web" or "http");
        return port?.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
