using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>Where a task stands for its caller: one answer for lists, streams and snapshots.</summary>
public enum TaskStanding
{
    Working,
    InputRequired,
    Completed,
    Failed,
    Canceled,
}

/// <summary>From where the session stands to where a task of it stands. Pure.</summary>
public static class TaskStandings
{
    /// <param name="detached">The task's caller has left.</param>
    public static TaskStanding Of(SessionState session, bool detached) => session switch
    {
        { Outcome: SessionOutcome.Cancelled } => TaskStanding.Canceled,
        _ when detached => TaskStanding.Canceled,
        { Outcome: SessionOutcome.Escalated } when !IsHandedOver(session) => TaskStanding.Failed,
        { Outcome: not null } => TaskStanding.Completed,
        { Phase: IncidentState.AwaitingChoice or IncidentState.AwaitingApproval } => TaskStanding.InputRequired,
        _ => TaskStanding.Working,
    };

    /// <summary>As rows hold it.</summary>
    public static string Text(TaskStanding standing) => standing switch
    {
        TaskStanding.Working => "working",
        TaskStanding.InputRequired => "input-required",
        TaskStanding.Completed => "completed",
        TaskStanding.Failed => "failed",
        _ => "canceled",
    };

    // A person has it because the caller chose that: done as asked.
    private static bool IsHandedOver(SessionState session) => session.Options is { } options
        && options.Any(option => option.Id == session.ChosenOption && option.WorkflowId == FixedOptions.HandOver);
}
