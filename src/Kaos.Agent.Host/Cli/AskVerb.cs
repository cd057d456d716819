using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Kaos.A2A;
using Kaos.A2A.Client;

namespace Kaos.Agent.Host.Cli;

/// <summary>
/// <c>kaos ask "…"</c>: says it to a running KAOS over A2A and prints what comes back, as it comes. The next call goes
/// on where this one ended.
/// </summary>
internal static class AskVerb
{
    public static Command Command(Terminal terminal)
    {
        var sentence = new Argument<string[]>("sentence")
        {
            Description = "What is wrong, a question, a choice, a decision.",
            Arity = ArgumentArity.OneOrMore,
        };
        var url = new Option<string>("--url")
        {
            Description = "Where KAOS runs.",
            DefaultValueFactory = static _ => AskHints.DefaultUrl,
        };
        var task = new Option<string?>("--task") { Description = "A task to go on with, instead of the last one." };
        var anew = new Option<bool>("--new") { Description = "Begin a new conversation." };
        var key = new Option<string?>("--key")
        {
            Description = "Key to call with; none is needed on the same machine.",
        };
        var memory = new Option<string>("--memory")
        {
            Description = "Where the conversation is remembered.",
            DefaultValueFactory = static _ => Conversations.DefaultPath,
        };
        var command = new Command("ask", "Asks a running KAOS, and follows what it does.")
        {
            sentence, url, task, anew, key, memory,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new Question(
                string.Join(' ', parsed.GetRequiredValue(sentence)),
                parsed.GetRequiredValue(url),
                parsed.GetValue(task),
                parsed.GetValue(anew),
                parsed.GetValue(key)),
            new Conversations(parsed.GetRequiredValue(memory)),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Question question, Conversations conversations, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(question.Url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
        {
            throw new SettingsException($"'{question.Url}' is no address. Write --url http://host:port.");
        }

        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        if (question.Key is { } key)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            var client = await A2AClient.ConnectAsync(http, address, cancellationToken);
            var exchange = new AskExchange(client, conversations, address, terminal);
            return await exchange.RunAsync(question, cancellationToken);
        }
        catch (HttpRequestException unreachable)
        {
            terminal.Error($"KAOS does not answer at {question.Url}: {unreachable.Message.TrimEnd('.')}. "
                + "Start it with 'kaos serve', or name it with --url.");
            return ExitCodes.Unknown;
        }
        catch (Exception other) when (other is JsonException or NotSupportedException)
        {
            terminal.Error($"What answers at {question.Url} is no KAOS: {other.Message}");
            return ExitCodes.Unknown;
        }
        catch (A2AException refused)
        {
            terminal.Error(refused.Message);
            return ExitCodes.Unknown;
        }
    }
}

/// <param name="Anew">Leaves the last conversation alone.</param>
internal sealed record Question(string Sentence, string Url, string? TaskId, bool Anew, string? Key);
