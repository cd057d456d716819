using Kaos.Agent.Grains.Correlation;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// One saying, who says it, and the ids of what it may lead to. All are derived from the message, so a retry finds its
/// first effect by itself.
/// </summary>
/// <param name="Context">The conversation that it belongs to or begins.</param>
/// <param name="TaskId">The task that it continues or begins.</param>
/// <param name="Key">Of its effects: the same for the same message of the same caller in the same place.</param>
internal sealed record Utterance(Saying Saying, string Context, string TaskId, string Key, Principal Caller)
{
    /// <summary>One that continues no task.</summary>
    public static Utterance Beginning(Saying saying, Principal caller)
    {
        var key = KeyOf(saying, caller);

        return new(
            saying, saying.ContextId ?? $"ctx-{Fingerprint.Hex(16, key, "context")}",
            TaskOf(key), key, caller);
    }

    /// <summary>One in the middle of a task.</summary>
    /// <param name="context">The task's conversation.</param>
    public static Utterance Continuing(Saying saying, string taskId, string context, Principal caller) =>
        new(saying, context, taskId, KeyOf(saying, caller), caller);

    /// <summary>The same words as the beginning of another task of the conversation.</summary>
    public Utterance Apart() => this with { TaskId = TaskOf(Key) };

    private static string TaskOf(string key) => $"task-{Fingerprint.Hex(20, key, "task")}";

    private static string KeyOf(Saying saying, Principal caller) => Fingerprint.Hex(
        20, caller.ToString(), saying.TaskId ?? saying.ContextId ?? "", saying.MessageId, saying.Text,
        saying.Data?.GetRawText() ?? "");
}
