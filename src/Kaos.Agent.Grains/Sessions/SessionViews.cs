using Kaos.Agent.Grains.Incidents;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>A session's state as REST shows it.</summary>
internal static class SessionViews
{
    public static SessionView Of(SessionState state, long version)
    {
        var signal = state.Signal ?? throw new InvalidOperationException("A session that was not opened has no view.");

        return new SessionView
        {
            Id = state.Id,
            IncidentId = state.IncidentId,
            Tenant = signal.Tenant,
            Cluster = signal.Cluster,
            State = state.Phase,
            Outcome = state.Outcome,
            Subject = signal.Subject,
            Narration = string.Concat(state.Narration),
            Evidence = [.. state.Evidence.Values.OrderBy(item => item.At)
                .ThenBy(item => item.Id, StringComparer.Ordinal).Select(FindingViews.View)],
            Options = state.Options ?? [],
            ChosenOption = state.ChosenOption,
            Plan = state.Plan,
            Tasks = [.. state.Tasks.Keys.Order(StringComparer.Ordinal)],
            Version = version,
        };
    }
}
