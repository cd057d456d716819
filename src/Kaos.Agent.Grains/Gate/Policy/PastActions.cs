using System.Collections.Concurrent;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What the brake needs to know of the past of a plan's objects.</summary>
/// <param name="LastWrite">By another plan, on any object of this one; cluster time.</param>
/// <param name="PlansInADay">Other plans that wrote on any object of this one within 24 hours.</param>
public sealed record PastActions(DateTimeOffset? LastWrite, int PlansInADay, int OpenIncidents)
{
    public static PastActions None { get; } = new(null, 0, 0);
}

/// <summary>The past, for the brake.</summary>
public interface IActionHistory
{
    PastActions Of(Plan plan, DateTimeOffset now);

    /// <summary>A plan has written on an object.</summary>
    void Wrote(Plan plan, ObjectRef target, DateTimeOffset at);
}

/// <summary>What this process has written since it started. Open incidents are not known here and count as none.</summary>
internal sealed class HistoryOfThisRun : IActionHistory
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(string Cluster, ObjectRef Target, string Plan), DateTimeOffset> writes = new();

    public PastActions Of(Plan plan, DateTimeOffset now)
    {
        var targets = plan.Steps.Select(step => step.Target).ToHashSet();
        var found = writes.Where(write => write.Key.Cluster == plan.Cluster && write.Key.Plan != plan.Hash
            && targets.Contains(write.Key.Target) && now - write.Value < Kept).ToArray();
        return found.Length == 0
            ? PastActions.None
            : new PastActions(found.Max(write => write.Value), found.Select(write => write.Key.Plan).Distinct(StringComparer.Ordinal).Count(), 0);
    }

    public void Wrote(Plan plan, ObjectRef target, DateTimeOffset at)
    {
        writes[(plan.Cluster, target, plan.Hash)] = at;
        foreach (var old in writes.Where(write => at - write.Value > Kept))
        {
            writes.TryRemove(old);
        }
    }
}
