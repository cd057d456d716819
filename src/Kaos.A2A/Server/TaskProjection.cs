namespace Kaos.A2A.Server;

/// <summary>A task is the fold of its events. Pure: the input is never changed.</summary>
public static class TaskProjection
{
    /// <summary>
    /// The task after an event; a terminal task stays as it is, and so does one that the event is not about.
    /// </summary>
    public static AgentTask Apply(AgentTask task, StreamResponse response)
    {
        if (task.Status.State.IsTerminal())
        {
            return task;
        }

        return response switch
        {
            { Task: { } whole } when IsSame(task, whole.Id) => whole,
            { StatusUpdate: { } update } when IsSame(task, update.TaskId) => task with { Status = update.Status },
            { ArtifactUpdate: { } update } when IsSame(task, update.TaskId) =>
                task with { Artifacts = Add(task.Artifacts ?? [], update) },
            { Message: { } message } => AppendHistory(task, message),
            _ => task,
        };
    }

    public static AgentTask AppendHistory(AgentTask task, Message message) =>
        task with { History = [.. task.History ?? [], message] };

    /// <summary>The task as it is shown: history cut to its newest messages, artifacts on request.</summary>
    /// <param name="task">The whole task.</param>
    /// <param name="historyLength">Null: all of it; 0: none.</param>
    /// <param name="includeArtifacts">Whether artifacts are shown.</param>
    public static AgentTask Show(AgentTask task, int? historyLength, bool includeArtifacts = true)
    {
        var history = task.History is { Count: > 0 } all && historyLength != 0
            ? historyLength < all.Count ? all.Skip(all.Count - historyLength.Value).ToList() : all
            : null;
        var artifacts = includeArtifacts && task.Artifacts is { Count: > 0 } ? task.Artifacts : null;
        return ReferenceEquals(history, task.History) && ReferenceEquals(artifacts, task.Artifacts)
            ? task
            : task with { History = history, Artifacts = artifacts };
    }

    private static bool IsSame(AgentTask task, string id) => string.Equals(task.Id, id, StringComparison.Ordinal);

    private static IReadOnlyList<Artifact> Add(IReadOnlyList<Artifact> artifacts, TaskArtifactUpdateEvent update)
    {
        List<Artifact> list = [.. artifacts];
        var index = 0;
        while (index < list.Count &&
            !string.Equals(list[index].ArtifactId, update.Artifact.ArtifactId, StringComparison.Ordinal))
        {
            index++;
        }

        if (index == list.Count)
        {
            list.Add(update.Artifact);
        }
        else if (update.Append)
        {
            list[index] = list[index] with { Parts = [.. list[index].Parts, .. update.Artifact.Parts] };
        }
        else
        {
            list[index] = update.Artifact;
        }

        return list;
    }
}
