using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>What of a cluster could not be read, short enough to be told. Pure.</summary>
public static class Unread
{
    private const int Few = 4;

    // What a cluster may well lack, and whose absence hides no sick object.
    private static readonly string[] Optional =
        ["metrics/", "pods.metrics.k8s.io", "nodes.metrics.k8s.io", "prometheus.json", "alerts.json", "logs/",
            "roles.rbac", "clusterroles.rbac", "rolebindings.rbac", "clusterrolebindings.rbac",
            "leases.coordination", "readyz", "livez"];

    /// <summary>Whether its absence could hide a sick object.</summary>
    public static bool Matters(string what) =>
        !Optional.Any(prefix => what.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>What matters of it, one by one; where that would be many with one cause behind, in one.</summary>
    public static ImmutableArray<NotChecked> Of(ClusterSnapshot world)
    {
        var parts = world.NotRead.Where(part => Matters(part.What)).ToArray();
        return parts.Length <= Few
            ? [.. parts.Select(part => new NotChecked(part.What, part.Why))]
            : [new NotChecked(world.ClusterName,
                $"{parts.Length} kinds of objects cannot be read; {parts[0].What}: {parts[0].Why}")];
    }

    /// <summary>A sentence for the end of an answer; empty when all was read.</summary>
    public static string Sentence(IEnumerable<NotChecked> parts) =>
        string.Join("; ", parts.Select(part => $"{part.What} ({part.Why.TrimEnd('.')})")) is { Length: > 0 } text
            ? $" Not everything could be read, so this may be wrong or incomplete: {text}."
            : "";
}
