using System.Text.Json;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>The list of grants, from what sessions record of them.</summary>
internal static class GrantRows
{
    public static IEnumerable<ViewRow> Of(SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now)
    {
        foreach (var fact in facts)
        {
            var (hash, grant, state) = fact switch
            {
                GrantTaken taken => (taken.PlanHash, taken.Grant, GrantStanding.Taken),
                GrantReturned returned => (returned.PlanHash, returned.Grant, GrantStanding.Returned),
                _ => ("", "", default),
            };
            if (after.Plans.TryGetValue(hash, out var plan))
            {
                var view = new GrantView(
                    grant, hash, after.Id, after.IncidentId, plan.Cluster,
                    [.. after.Word.Select(person => person.ToString())], plan.Summary,
                    [.. PlanRights.Of(plan).Select(right => right.ToString())],
                    fact is GrantTaken { Until: var until } ? until : now, state);
                yield return new(
                    SessionKind.GrantRow, hash, plan.Tenant,
                    state == GrantStanding.Taken ? SessionKind.GrantTaken : "returned", after.Id, "", now,
                    JsonSerializer.SerializeToUtf8Bytes(view, KaosJson.Default.GrantView));
            }
        }
    }
}
