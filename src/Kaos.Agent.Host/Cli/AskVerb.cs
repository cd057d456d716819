using System.CommandLine;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Kaos.A2A;
using Kaos.A2A.Client;

namespace Kaos.Agent.Host.Cli;

/// <summary><c>kaos ask "…"</c>: says it to a running KAOS over A2A and prints what comes back, as it comes.</summary>
internal static class AskVerb
{
    public static Command Command(Terminal terminal)
    {
        var sentence = new Argument<string>(
            "sentence")
        { Description = "What is wrong, a question, a choice, a decision." };
        var url = new Option<string>(
            "--url")
        { Description = "Where KAOS runs.", DefaultValueFactory = static _ => "http://127.0.0.1:8080" };
        var task = new Option<string?>("--task") { Description = "The task to go on with, as printed before." };
        var key = new Option<string?>(
            "--key")
        { Description = "Key to call with; none is needed on the same machine." };
        var command = new Command("ask", "Asks a running KAOS, and follows what it does.") { sentence, url, task, key };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(sentence), parsed.GetRequiredValue(url), parsed.GetValue(task), parsed.GetValue(
            key), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string sentence, string url, string? taskId, string? key, Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw new SettingsException($"'{url}' is no address. Write --url http://host:port.");
        }

        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            var client = await A2AClient.ConnectAsync(http, address, cancellationToken);
            var request = new SendMessageRequest
            {
                Message = new Message
                {
                    MessageId = RandomNumberGenerator.GetHexString(20, lowercase: true),
                    TaskId = taskId,
                    Role = Role.User,
                    Parts = [Part.FromText(sentence)],
                },
            };
            return await PrintAsync(
                client.SendStreamingMessageAsync(request, cancellationToken), request.Message.MessageId, terminal, url);
        }
        catch (HttpRequestException unreachable)
        {
            terminal.Error(
                $"KAOS does not answer at {url} ({unreachable.Message}) Start it with 'kaos serve', or name it with --url.");
            return ExitCodes.Unknown;
        }
        catch (A2AException refused)
        {
            terminal.Error(refused.Message);
            return ExitCodes.Unknown;
        }
    }

    private static async Task<int> PrintAsync(
        IAsyncEnumerable<StreamItem> items, string messageId, Terminal terminal, string url)
    {
        AgentTask? task = null;
        var state = TaskState.Completed;
        await foreach (var item in items)
        {
            switch (item.Response)
            {
                case { Message: { } message }:
                    Print(message, terminal);
                    return ExitCodes.Healthy;
                case { Task: { } snapshot }:
                    (task, state) = (snapshot, snapshot.Status.State);
                    foreach (var said in Since(snapshot.History ?? [], messageId))
                    {
                        Print(said, terminal);
                    }

                    break;
                case { StatusUpdate.Status: var status }:
                    state = status.State;
                    Print(status.Message, terminal);
                    break;
            }
        }

        if (task is not null && state == TaskState.InputRequired)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(
                $"Answer with: kaos ask \"…\" --task {task.Id}{(url.EndsWith(":8080", StringComparison.Ordinal) ? "" : $" --url {url}")}");
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
        history.SkipWhile(message => message.MessageId != messageId).Where(
            static message => message.Role == Role.Agent);

    private static void Print(Message? message, Terminal terminal)
    {
        foreach (var text in message?.Parts.Select(static part => part.Text).OfType<string>() ?? [])
        {
            terminal.Out.WriteLine(text.TrimEnd());
        }

        terminal.Out.Flush();
    }
}
