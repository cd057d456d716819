using System.Text;
using Kaos.A2A;
using Kaos.A2A.Client;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>An A2A client in a conversation with KAOS: says something, listens until KAOS asks or ends.</summary>
internal sealed class Caller(A2AClient client, string conversation)
{
    private int said;

    public string? TaskId { get; private set; }

    public TaskState State { get; private set; }

    /// <summary>Data parts of the newest turn, by their <c>kind</c>.</summary>
    public Dictionary<string, System.Text.Json.JsonElement> Data { get; } = new(StringComparer.Ordinal);

    public static async Task<Caller> ConnectAsync(
        HttpClient http, Uri address, string conversation, CancellationToken cancellationToken) =>
        new(await A2AClient.ConnectAsync(http, address, cancellationToken), conversation);

    /// <summary>Everything that KAOS says until the task waits for input or ends.</summary>
    public async Task<string> SayAsync(string text, CancellationToken cancellationToken)
    {
        var message = new Message
        {
            MessageId = $"{conversation}-{++said}",
            Role = Role.User,
            ContextId = conversation,
            TaskId = TaskId,
            Parts = [Part.FromText(text)],
        };

        return await ListenAsync(
            client.SendStreamingMessageAsync(new SendMessageRequest { Message = message }, cancellationToken));
    }

    /// <summary>Listens to the task as it goes on by itself.</summary>
    public Task<string> FollowAsync(CancellationToken cancellationToken) =>
        ListenAsync(
            client.SubscribeToTaskAsync(
                new SubscribeToTaskRequest { Id = TaskId ?? "" }, cancellationToken: cancellationToken));

    private async Task<string> ListenAsync(IAsyncEnumerable<StreamItem> stream)
    {
        var heard = new StringBuilder();
        await foreach (var item in stream)
        {
            switch (item.Response)
            {
                case { Task: { } task }:
                    Catch(heard, task);
                    break;
                case { StatusUpdate: { } update }:
                    Hear(heard, update.Status);
                    break;
                case { ArtifactUpdate.Artifact: { } artifact }:
                    Hear(heard, artifact.Parts);
                    break;
                case { Message: { } reply }:
                    Hear(heard, reply.Parts);
                    break;
            }

            if (State is TaskState.InputRequired or TaskState.Completed or TaskState.Failed or TaskState.Canceled)
            {
                break;
            }
        }

        return heard.ToString();
    }

    // Who joins is caught up by the first event: the task as it stands, with what was said before.
    private void Catch(StringBuilder heard, AgentTask task)
    {
        if (TaskId is null)
        {
            foreach (var message in task.History ?? [])
            {
                Hear(heard, message.Parts);
            }

            foreach (var artifact in task.Artifacts ?? [])
            {
                Hear(heard, artifact.Parts);
            }
        }

        TaskId = task.Id;
        Hear(heard, task.Status);
    }

    private void Hear(StringBuilder heard, Kaos.A2A.TaskStatus status)
    {
        State = status.State;
        if (status.Message is { } message)
        {
            Hear(heard, message.Parts);
        }
    }

    private void Hear(StringBuilder heard, IEnumerable<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part.Text is { } text)
            {
                heard.Append(text).Append('\n');
            }

            if (part.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data &&
                data.TryGetProperty("kind", out var kind))
            {
                Data[kind.GetString()!] = data;
            }
        }
    }
}
