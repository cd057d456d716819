using System.Globalization;
using System.Text.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>Where a cluster's alerts are, and what Alertmanager's API (v2) says of them.</summary>
internal static class AlertmanagerSource
{
    /// <summary>Silenced and inhibited ones, too: that nobody is told does not make the trouble go away.</summary>
    public const string Query = "api/v2/alerts?active=true&silenced=true&inhibited=true";

    /// <summary>The Service by its label, else by its name; its port 9093 or <c>web</c>.</summary>
    public static (Service Service, string Port)? Find(ClusterObjects objects) => objects.Services
        .Where(service =>
            IsLabelled(service) || service.Metadata.Name is "alertmanager" or "prometheus-alertmanager"
                or "alertmanager-main")
        .OrderByDescending(IsLabelled)
        .ThenBy(service => service.Metadata.Namespace, StringComparer.Ordinal)
        .ThenBy(service => service.Metadata.Name, StringComparer.Ordinal)
        .Select(service => ((Service, string)?)(PortOf(service) is { } port ? (service, port) : null))
        .FirstOrDefault(found => found is not null);

    /// <exception cref="FormatException">It is not such an answer.</exception>
    public static IReadOnlyList<Alert> Read(JsonElement answer) => answer.ValueKind == JsonValueKind.Array
        ? [.. answer.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(One)]
        : throw new FormatException("it is not a list of alerts");

    // What is listed fires: "endsAt" is only when it will be taken to be over if it is not sent again.
    private static Alert One(JsonElement item) => new()
    {
        Labels = item.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
            ? labels.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .DistinctBy(pair => pair.Name)
                .ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal)
            : [],
        StartsAt = item.TryGetProperty("startsAt", out var from) && from.ValueKind == JsonValueKind.String &&
            from.TryGetDateTimeOffset(out var at) ? at : null,
    };

    private static bool IsLabelled(Service service) =>
        service.Metadata.Labels.GetValueOrDefault("app.kubernetes.io/name") == "alertmanager";

    private static string? PortOf(Service service) =>
        (service.Spec.Ports.FirstOrDefault(item => item.Port == 9093) ?? service.Spec.Ports.FirstOrDefault(item => item.Name is "web" or "http-web" or "http"))
            ?.Port.ToString(CultureInfo.InvariantCulture);
}
