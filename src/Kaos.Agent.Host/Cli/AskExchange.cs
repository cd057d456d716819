using System.Security.Cryptography;
using Kaos.A2A;
using Kaos.A2A.Client;

namespace Kaos.Agent.Host.Cli;

/// <summary>One sentence said and everything that comes back, up to the caller's next turn.</summary>
internal sealed class AskExchange(A2AClient client, Conversations conversations, Uri agent, Terminal terminal)
{
    private readonly HashSet<string> printed = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(Question question, CancellationToken cancellationToken)
    {
        var last = question.Anew || question.TaskId is not null ? null : conversations.Last(agent);
        var message = new Message
        {
            MessageId = RandomNumberGenerator.GetHexString(20, lowercase: true),
            ContextId = last?.ContextId,
            TaskId = question.TaskId ?? last?.TaskId,
            Role = Role.User,
            Parts = [Part.FromText(question.Sentence)],
        };
        try
        {
            return await FollowAsync(message, question, cancellationToken);
        }
        catch (A2AException) when (last?.TaskId is not null && printed.Count == 0)
        {
            // The remembered task ended meanwhile, or belongs to a log that is gone: the conversation goes on without.
            return await FollowAsync(message with { TaskId = null }, question, cancellationToken);
        }
    }

    private async Task<int> FollowAsync(Message said, Question question, CancellationToken cancellationToken)
    {
        AgentTask? task = null;
        var state = TaskState.Completed;
        var remembered = true;
        await foreach (var item in client.SendStreamingMessageAsync(
            new SendMessageRequest { Message = said }, cancellationToken))
        {
            switch (item.Response)
            {
                case { Message: { } message }:
                    Print(message);
                    if (message.ContextId is { } context)
                    {
                        // A task that is open stays open: the next sentence may answer it.
                        conversations.Remember(agent, new Conversation(context, said.TaskId));
                    }

                    return ExitCodes.Healthy;
                case { Task: { } snapshot }:
                    (task, state) = (snapshot, snapshot.Status.State);
                    remembered = conversations.Remember(agent, new Conversation(task.ContextId, task.Id));
                    foreach (var told in Since(snapshot.History ?? [], said.MessageId))
                    {
                        Print(told);
                    }

                    break;
                case { StatusUpdate.Status: var status }:
                    state = status.State;
                    Print(status.Message);
                    break;
            }
        }

        if (task is not null && state.IsTerminal())
        {
            conversations.Remember(agent, new Conversation(task.ContextId, TaskId: null));
        }

        if (task is not null && state is TaskState.InputRequired)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(AskHints.Next(question, remembered ? null : task.Id));
        }

        return state switch
        {
            TaskState.Completed => ExitCodes.Healthy,
            TaskState.InputRequired or TaskState.AuthRequired => ExitCodes.Incidents,
            _ => ExitCodes.Unknown,
        };
    }

    // What came before the caller's own words was printed when it came.
    private static IEnumerable<Message> Since(IReadOnlyList<Message> history, string messageId) =>
        history.SkipWhile(message => message.MessageId != messageId)
            .Where(static message => message.Role == Role.Agent);

    private void Print(Message? message)
    {
        if (message is null || !printed.Add(message.MessageId))
        {
            return;
        }

        foreach (var text in message.Parts.Select(static part => part.Text).OfType<string>())
        {
            terminal.Out.WriteLine(text.TrimEnd());
        }

        terminal.Out.Flush();
    }
}

internal static class AskHints
{
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <param name="taskId">Named where the next call would not remember it.</param>
    public static string Next(Question question, string? taskId) =>
        "Answer with: kaos ask \"…\""
        + (taskId is null ? "" : $" --task {taskId}")
        + (question.Url == DefaultUrl ? "" : $" --url {question.Url}")
        + (question.Key is null ? "" : " --key …");
}
