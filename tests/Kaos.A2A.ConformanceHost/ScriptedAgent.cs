using System.Globalization;
using System.Text.Json;
using Kaos.A2A.Server;

namespace Kaos.A2A.ConformanceHost;

/// <summary>An agent whose behaviour is chosen by the prefix of the message's id.</summary>
internal sealed class ScriptedAgent(ConformanceSettings settings) : IAgentHandler
{
    private const string FileName = "output.txt";

    /// <summary>In order: a longer prefix stands before one that it begins with.</summary>
    private static readonly (string Prefix, Func<Turn, Task> Play)[] Scripts =
    [
        ("tck-artifact-text", turn => ArtifactAsync(turn, Part.FromText("Generated text content"))),
        ("tck-artifact-file-url", turn => ArtifactAsync(
            turn, Part.FromUrl("https://example.com/output.txt", "text/plain", FileName))),
        ("tck-artifact-file", turn => ArtifactAsync(turn, FilePart())),
        ("tck-artifact-data", turn => ArtifactAsync(turn, DataPart())),
        ("tck-message-response", MessageAsync),
        ("tck-input-required", turn => turn.Updater.RequireInputAsync(
            turn.Say("Tell me more."), turn.Cancellation).AsTask()),
        ("tck-reject-task", turn => turn.Updater.RejectAsync(turn.Cancellation, turn.Say("rejected")).AsTask()),
        ("tck-stream-001", turn => WorkAsync(turn, Part.FromText("Stream hello from TCK"))),
        ("tck-stream-003", turn => WorkAsync(turn, Part.FromText("Stream task lifecycle"))),
        ("tck-stream-ordering-001", turn => WorkAsync(turn, Part.FromText("Ordered output"))),
        ("tck-stream-artifact-text", turn => WorkAsync(turn, Part.FromText("Streamed text content"))),
        ("tck-stream-artifact-file", turn => WorkAsync(turn, FilePart())),
        ("tck-stream-artifact-chunked", ChunksAsync),
        ("test-resubscribe-message-id", SlowAsync),
        ("ticker", TickAsync),
    ];

    public async Task ExecuteAsync(RequestContext context, AgentEventQueue queue, CancellationToken cancellationToken)
    {
        var turn = new Turn(context, queue, settings, cancellationToken);
        foreach (var (prefix, play) in Scripts)
        {
            if (turn.MessageId.StartsWith(prefix, StringComparison.Ordinal))
            {
                await play(turn);
                return;
            }
        }

        await turn.Updater.CompleteAsync(cancellationToken, turn.Say("Hello from TCK"));
    }

    private static async Task ArtifactAsync(Turn turn, Part part)
    {
        await turn.Updater.AddArtifactAsync(turn.Artifact(part), turn.Cancellation);
        await turn.Updater.CompleteAsync(turn.Cancellation);
    }

    private static async Task WorkAsync(Turn turn, Part part)
    {
        await turn.Updater.StartWorkAsync(turn.Cancellation);
        await ArtifactAsync(turn, part);
    }

    private static async Task ChunksAsync(Turn turn)
    {
        await turn.Updater.StartWorkAsync(turn.Cancellation);
        await turn.Updater.AddArtifactAsync(
            turn.Artifact(Part.FromText("chunk-1 ")), turn.Cancellation, append: false, lastChunk: false);
        await turn.Updater.AddArtifactAsync(
            turn.Artifact(Part.FromText("chunk-2")), turn.Cancellation, append: true, lastChunk: true);
        await turn.Updater.CompleteAsync(turn.Cancellation);
    }

    private static async Task SlowAsync(Turn turn)
    {
        await turn.Updater.StartWorkAsync(turn.Cancellation);
        await Task.Delay(turn.Settings.WorkTime, turn.Context.Clock, turn.Cancellation);
        await turn.Updater.CompleteAsync(turn.Cancellation);
    }

    /// <summary>Says something ten times a second until it is canceled, each time with the next number.</summary>
    private static async Task TickAsync(Turn turn)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), turn.Context.Clock);
        for (var number = 1; await timer.WaitForNextTickAsync(turn.Cancellation); number++)
        {
            await turn.Updater.StartWorkAsync(
                turn.Cancellation, turn.Say(string.Create(CultureInfo.InvariantCulture, $"tick {number}.")));
        }
    }

    private static Task MessageAsync(Turn turn) => turn.Queue.EnqueueAsync(
        new Message
        {
            MessageId = $"reply-{turn.MessageId}",
            Role = Role.Agent,
            ContextId = turn.Context.ContextId,
            Parts = [Part.FromText("Direct message response")],
        },
        turn.Cancellation).AsTask();

    private static Part FilePart() => Part.FromRaw("Generated file content"u8.ToArray(), "text/plain", FileName);

    private static Part DataPart()
    {
        using var document = JsonDocument.Parse("""{"key":"value","count":42}""");
        return Part.FromData(document.RootElement.Clone());
    }

    /// <summary>One call of the agent.</summary>
    private sealed record Turn(
        RequestContext Context, AgentEventQueue Queue, ConformanceSettings Settings, CancellationToken Cancellation)
    {
        public TaskUpdater Updater { get; } = new(Queue, Context);

        public string MessageId => Context.Message?.MessageId ?? "";

        public Message Say(string text) => Updater.Say($"status-{MessageId}", Part.FromText(text));

        public Artifact Artifact(Part part) =>
            new() { ArtifactId = $"artifact-{Context.TaskId}", Name = "output", Parts = [part] };
    }
}
