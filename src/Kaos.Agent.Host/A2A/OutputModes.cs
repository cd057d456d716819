using Kaos.A2A;

namespace Kaos.Agent.Host.A2A;

/// <summary>What of an answer a client can read: text, data, or both. Pure.</summary>
internal readonly record struct OutputModes(bool Text, bool Data)
{
    /// <param name="accepted">Media types as the client sent them; none: everything.</param>
    /// <exception cref="A2AException">KAOS can say nothing in any of them.</exception>
    public static OutputModes Of(IReadOnlyList<string>? accepted)
    {
        if (accepted is not { Count: > 0 })
        {
            return new(true, true);
        }

        var modes = new OutputModes(
            accepted.Any(static mode => Takes(mode, "text/plain")),
            accepted.Any(static mode => Takes(mode, "application/json")));
        return modes is { Text: false, Data: false }
            ? throw new A2AException(
                "KAOS answers in text/plain and application/json. Accept one of them, or leave acceptedOutputModes out.",
                A2AErrorCode.ContentTypeNotSupported)
            : modes;
    }

    public AgentTask Limit(AgentTask task)
    {
        if (this is { Text: true, Data: true })
        {
            return task;
        }

        var modes = this;
        List<Artifact> artifacts = [.. (task.Artifacts ?? []).Select(modes.Limit).OfType<Artifact>()];
        return task with
        {
            Status = Limit(task.Status),
            Artifacts = artifacts.Count > 0 ? artifacts : null,
            History = task.History is null ? null : [.. task.History.Select(modes.Limit)],
        };
    }

    /// <summary>A message always keeps something: words that a client cannot read are better than silence.</summary>
    public Message Limit(Message message) =>
        message.Role is Role.Agent && Limit(message.Parts) is { Count: > 0 } parts
            ? message with { Parts = parts }
            : message;

    /// <summary>Null: nothing of the update is left.</summary>
    public StreamResponse? Limit(StreamResponse response) => response switch
    {
        { Task: { } task } => Limit(task),
        { Message: { } message } => Limit(message),
        { StatusUpdate: { } update } => update with { Status = Limit(update.Status) },
        { ArtifactUpdate: { } update } =>
            Limit(update.Artifact) is { } artifact ? (StreamResponse)(update with { Artifact = artifact }) : null,
        _ => response,
    };

    private static bool Takes(string mode, string type)
    {
        var bare = mode.Split(';')[0].Trim();
        return bare is "*" or "*/*"
            || bare.Equals(type, StringComparison.OrdinalIgnoreCase)
            || (bare.EndsWith("/*", StringComparison.Ordinal)
                && type.StartsWith(bare[..^1], StringComparison.OrdinalIgnoreCase));
    }

    private Kaos.A2A.TaskStatus Limit(Kaos.A2A.TaskStatus status) =>
        status.Message is null ? status : status with { Message = Limit(status.Message) };

    private Artifact? Limit(Artifact artifact) =>
        Limit(artifact.Parts) is { Count: > 0 } parts ? artifact with { Parts = parts } : null;

    private List<Part> Limit(IReadOnlyList<Part> parts)
    {
        var (text, data) = (Text, Data);
        return [.. parts.Where(part => part.ContentCase is PartContentCase.Data ? data : text)];
    }
}
