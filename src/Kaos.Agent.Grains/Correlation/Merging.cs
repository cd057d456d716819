using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Correlation;

/// <summary>
/// Which open incidents a diagnosis shows to be one, and which of two survives: the one that is being acted on, else
/// the root's, else the earlier. Two that are acted on are linked, not merged (design section 3.2).
/// </summary>
internal static class Merging
{
    public static IEnumerable<CorrelatorEvent> Of(CorrelatorState state, NoteCause cause)
    {
        var own = state.Open.First(open => open.Value.IncidentId == cause.IncidentId);
        foreach (var other in state.Open.OrderBy(open => open.Value.Order))
        {
            if (other.Value.IncidentId != cause.IncidentId && IsPartOf(cause, other.Key, other.Value))
            {
                yield return Judge(cause, own, other);
                if (Survivor(cause, own, other).Value.IncidentId != cause.IncidentId)
                {
                    // The incident is another's now; what else belongs to it, the other's diagnosis will say.
                    yield break;
                }
            }
        }
    }

    private static bool IsPartOf(NoteCause cause, string fingerprint, CorrelatorState.OpenIncident other) =>
        cause.Roots.Contains(fingerprint) || (cause.Affected.Contains(fingerprint) && other.Since >= cause.Since);

    private static CorrelatorEvent Judge(
        NoteCause cause, KeyValuePair<string, CorrelatorState.OpenIncident> own,
        KeyValuePair<string, CorrelatorState.OpenIncident> other)
    {
        if (own.Value.Executing && other.Value.Executing)
        {
            return new IncidentsLinked(own.Value.IncidentId, other.Value.IncidentId);
        }

        var survivor = Survivor(cause, own, other).Value;
        var loser = survivor.IncidentId == own.Value.IncidentId ? other.Value : own.Value;

        return new IncidentsMerged(survivor.IncidentId, survivor.SessionId, loser.IncidentId, loser.SessionId);
    }

    private static KeyValuePair<string, CorrelatorState.OpenIncident> Survivor(
        NoteCause cause, KeyValuePair<string, CorrelatorState.OpenIncident> own,
        KeyValuePair<string, CorrelatorState.OpenIncident> other) =>
        (own.Value.Executing, other.Value.Executing) switch
        {
            (true, _) => own,
            (false, true) => other,
            _ when cause.Roots.Contains(other.Key) => other,
            _ when cause.Roots.Contains(own.Key) => own,
            _ => own.Value.Order < other.Value.Order ? own : other,
        };
}
