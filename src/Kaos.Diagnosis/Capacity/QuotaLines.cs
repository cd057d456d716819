using System.Collections.Immutable;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Capacity;

/// <summary>One resource of a quota.</summary>
/// <param name="Share">Used of the ceiling; 1 is used up, also where the ceiling is zero.</param>
public sealed record QuotaLine(
    string Namespace, string Quota, string Resource, Quantity Used, Quantity Hard, double Share);

/// <summary>What is left of quotas. Pure.</summary>
public static class QuotaLines
{
    /// <param name="namespace">Null: all.</param>
    public static ImmutableArray<QuotaLine> Of(ClusterObjects objects, string? @namespace) =>
    [
        .. objects.ResourceQuotas
            .Where(quota => @namespace is null || quota.Metadata.Namespace == @namespace)
            .SelectMany(quota => quota.Status.Hard.Select(hard => Line(quota, hard.Key, hard.Value)))
            .OrderByDescending(line => line.Share).ThenBy(line => line.Namespace, StringComparer.Ordinal)
            .ThenBy(line => line.Resource, StringComparer.Ordinal),
    ];

    private static QuotaLine Line(ResourceQuota quota, string resource, Quantity hard)
    {
        var used = quota.Status.Used.GetValueOrDefault(resource);
        var share = hard.Value > 0 ? (double)(used.Value / hard.Value) : used.Value > 0 ? 1 : 0;
        return new QuotaLine(quota.Metadata.Namespace, quota.Metadata.Name, resource, used, hard, share);
    }
}
