using Kaos.A2A;
using Kaos.Agent.Grains.Sessions;

namespace Kaos.Agent.Host.A2A;

/// <summary>Where a task stands, in the protocol's words and in ours.</summary>
internal static class Standings
{
    public static TaskState Of(TaskStanding standing) => standing switch
    {
        TaskStanding.Working => TaskState.Working,
        TaskStanding.InputRequired => TaskState.InputRequired,
        TaskStanding.Completed => TaskState.Completed,
        TaskStanding.Failed => TaskState.Failed,
        _ => TaskState.Canceled,
    };

    /// <summary>Null for a state that no task of KAOS is ever in.</summary>
    public static TaskStanding? Standing(TaskState state) => state switch
    {
        TaskState.Working => TaskStanding.Working,
        TaskState.InputRequired => TaskStanding.InputRequired,
        TaskState.Completed => TaskStanding.Completed,
        TaskState.Failed => TaskStanding.Failed,
        TaskState.Canceled => TaskStanding.Canceled,
        _ => null,
    };
}
