using Kaos.A2A;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Host.A2A;

/// <summary>In which states of its incident a task can be in a given state: narrows a list before the tasks are
/// folded.</summary>
internal static class TaskStatesOfSessions
{
    public static IReadOnlyList<IncidentState>? Of(TaskState? state) => state switch
    {
        TaskState.InputRequired => [IncidentState.AwaitingChoice, IncidentState.AwaitingApproval],
        TaskState.Completed => [IncidentState.Resolved, IncidentState.RolledBack, IncidentState.Closed],
        TaskState.Failed => [IncidentState.Escalated],
        _ => null,
    };
}
