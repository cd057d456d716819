using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Remarks;

/// <summary>All remarks, in an order that does not depend on how objects were read.</summary>
internal static class RemarkSet
{
    public static ImmutableArray<IRemarkRule> All { get; } =
    [
        new ConfigMapRemarks(),
        new DisruptionRemarks(),
        new DriftRemarks(),
        new NetworkRemarks(),
        new NodeRemarks(),
        new PolicyRemarks(),
        new QuotaRemarks(),
        new RightsRemarks(),
        new SecurityRemarks(),
        new StorageRemarks(),
        new WorkloadRemarks(),
    ];

    public static ImmutableArray<Remark> Of(WorldIndex index, string? @namespace) =>
    [
        .. All.SelectMany(rule => rule.Of(index))
            .Where(r => @namespace is null || r.Object.Namespace == @namespace)
            .OrderBy(r => r.Code, StringComparer.Ordinal)
            .ThenBy(r => r.Object.ToString(), StringComparer.Ordinal)
            .ThenBy(r => r.Text, StringComparer.Ordinal),
    ];
}
