using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What the brake needs to know of the past of a plan's objects.</summary>
/// <param name="SinceLastWrite">By another plan, on any object of this one; null: none within a day.</param>
/// <param name="PlansInADay">Other plans that wrote on any object of this one within 24 hours.</param>
/// <param name="OpenIncidents">Of the plan's tenant.</param>
public sealed record PastActions(TimeSpan? SinceLastWrite, int PlansInADay, int OpenIncidents)
{
    public static PastActions None { get; } = new(null, 0, 0);
}

/// <summary>The past, for the brake.</summary>
public interface IActionHistory
{
    ValueTask<PastActions> OfAsync(Plan plan, CancellationToken cancellationToken);
}

/// <summary>The past as the log has it: a row for every write of a session, and the incidents that are open.</summary>
internal sealed class LoggedActions(IViews views, TimeProvider time) : IActionHistory
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async ValueTask<PastActions> OfAsync(Plan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var others = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset? last = null;
        foreach (var target in plan.Steps.Select(step => step.Target.ToString()).Distinct(StringComparer.Ordinal))
        {
            var written = new ViewQuery(SessionKind.WriteRow, Group: plan.Cluster, Tag: target, Since: now - Kept);
            await foreach (var row in views.AllAsync(written, cancellationToken))
            {
                // The row's state is the plan that wrote.
                if (row.State != plan.Hash)
                {
                    others.Add(row.State);
                    last = last > row.SortAt ? last : row.SortAt;
                }
            }
        }

        var open = await views.QueryAsync(
            new ViewQuery(IncidentKind.Name, [plan.Tenant], IncidentKind.OpenStates, PageSize: 1), cancellationToken);
        return new(last is { } at ? now - at : null, others.Count, (int)open.Total);
    }
}
