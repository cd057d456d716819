using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Quotas with little room left: the next roll-out needs some for its surge.</summary>
internal sealed class QuotaRemarks : IRemarkRule
{
    private const decimal Nearly = 0.9m;

    public ImmutableArray<string> Codes => [RemarkCodes.QuotaNearlyUsed];

    public IEnumerable<Remark> Of(WorldIndex index) =>
        from quota in index.Objects.ResourceQuotas
        from hard in quota.Status.Hard
        where hard.Value.Value > 0
        let used = quota.Status.Used.TryGetValue(hard.Key, out var amount) ? amount.Value : 0m
        where used >= hard.Value.Value * Nearly
        select new Remark(
            RemarkCodes.QuotaNearlyUsed, quota.Ref(),
            $"{quota.Ref().Named()}: {hard.Key} is used to {Say.Number((double)(used / hard.Value.Value * 100))} % " +
            $"({quota.Status.Used[hard.Key]} of {hard.Value})",
            "Raise it or lower requests before the next roll-out, which needs room for its extra pods.");
}
