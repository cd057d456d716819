namespace Kaos.A2A.V03;

/// <summary>Names of states and roles in 0.3.</summary>
internal static class V03Names
{
    public static string Of(TaskState state) => state switch
    {
        TaskState.Submitted => "submitted",
        TaskState.Working => "working",
        TaskState.Completed => "completed",
        TaskState.Failed => "failed",
        TaskState.Canceled => "canceled",
        TaskState.InputRequired => "input-required",
        TaskState.Rejected => "rejected",
        TaskState.AuthRequired => "auth-required",
        _ => "unknown",
    };

    public static string Of(Role role) => role is Role.User ? "user" : "agent";

    public static Role ParseRole(string? role) => role switch
    {
        "user" => Role.User,
        "agent" => Role.Agent,
        _ => Role.Unspecified,
    };
}
