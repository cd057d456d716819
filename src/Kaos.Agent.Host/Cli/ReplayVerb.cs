using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Storage;
using Kaos.Contracts.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Host.Cli;

/// <summary><c>kaos replay DIR</c>: checks a data folder's hash chains and tells its sessions, from the log
/// alone.</summary>
internal static class ReplayVerb
{
    public static Command Command(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A data folder of a KAOS that does not run." };
        var output = Output.Option();
        var command = new Command("replay", "Verifies a data folder's log and tells its sessions.") { folder, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, string output, Terminal terminal, CancellationToken cancellationToken)
    {
        using var storage = Open(folder);
        var log = new SqliteLog(storage);
        var checkedLog = storage.Verify(cancellationToken);
        var kind = new SessionKind();
        List<SessionReplay> sessions = [];
        foreach (var stream in Streams(storage))
        {
            terminal.Progress(stream);
            var state = kind.Initial(stream[(SessionKind.Name.Length + 1)..]);
            List<ReplayedEvent> events = [];
            await foreach (var stored in log.ReadAsync(stream, 1, cancellationToken))
            {
                var fact = kind.Events.Read(stored.Type, stored.Data.Span);
                state = kind.Fold(state, fact, new EventMeta(stored.Seq, stored.At, stored.Actor, stored.Cause));
                events.Add(new ReplayedEvent(stored.Seq, stored.At, stored.Type, stored.Actor, fact));
            }

            sessions.Add(new SessionReplay(
                state.Id, state.IncidentId, Kebab.Write(state.Phase), state.Outcome is { } outcome ? Kebab.Write(
                outcome) : null,
                state.ChosenOption, string.Concat(state.Narration), events));
        }

        var replay = new Replay(
            checkedLog.IsSound, checkedLog.Events, checkedLog.CheckpointPosition,
            [.. checkedLog.Flaws.Select(static flaw => new ReplayFlaw(flaw.Stream, flaw.Seq, flaw.What))], sessions);
        Print(replay, output, terminal);
        return replay.Sound ? ExitCodes.Healthy : ExitCodes.Incidents;
    }

    /// <exception cref="SettingsException">There is no log in it, or a KAOS that runs has it.</exception>
    internal static SqliteStorage Open(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "kaos.db")))
        {
            throw new SettingsException(
                $"There is no log in '{folder}': it has no kaos.db. Give the folder of the setting Data:Path.");
        }

        try
        {
            return new SqliteStorage(
                new StorageOptions { Path = folder }, TimeProvider.System, NullLogger<SqliteStorage>.Instance);
        }
        catch (DataFolderTakenException taken)
        {
            throw new SettingsException(
                $"The data folder '{taken.Folder}' is in use by a KAOS that runs ({taken.Owner}). "
                + "Stop that one first, or replay a copy of the folder with a kaos.db from SQLite's online backup. "
                + "While it runs, GET /v1/sessions/ID/events tells the same.");
        }
    }

    /// <summary>Streams of sessions, oldest first.</summary>
    internal static List<string> Streams(SqliteStorage storage) => storage.Readers.Use(static reader =>
    {
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT name FROM streams WHERE name LIKE $kind ORDER BY id";
        command.Parameters.AddWithValue("$kind", SessionKind.Name + "/%");
        using var rows = command.ExecuteReader();
        List<string> names = [];
        while (rows.Read())
        {
            names.Add(rows.GetString(0));
        }

        return names;
    });

    private static void Print(Replay replay, string output, Terminal terminal)
    {
        if (output == Output.Json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(replay, ReplayJson.Default.Replay));
            return;
        }

        terminal.Out.WriteLine(replay.Sound
            ? $"The log is sound: {replay.Events} events, every hash fits."
            : $"The log is NOT sound: {replay.Flaws.Count} flaws in {replay.Events} events.");
        foreach (var flaw in replay.Flaws)
        {
            terminal.Out.WriteLine($"  {flaw.Stream} {flaw.Seq}: {flaw.What}");
        }

        foreach (var session in replay.Sessions)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(
                $"{session.Id} of {session.IncidentId}: {session.Outcome ?? session.State}, {session.Events.Count} events");
            foreach (var told in session.Events)
            {
                terminal.Out.WriteLine(
                    $"  {told.Seq,4} {Spans.Date(told.At)} {told.Type,-18} {ReplayText.Of(told.Event)}".TrimEnd());
            }
        }
    }
}

/// <param name="Sound">Every hash chain fits, and the signed checkpoint too.</param>
internal sealed record Replay(
    bool Sound, long Events, long? CheckpointPosition, IReadOnlyList<ReplayFlaw> Flaws,
    IReadOnlyList<SessionReplay> Sessions);

internal sealed record ReplayFlaw(string Stream, long? Seq, string What);

internal sealed record SessionReplay(
    string Id, string IncidentId, string State, string? Outcome, string? ChosenOption, string Narration,
    IReadOnlyList<ReplayedEvent> Events);

internal sealed record ReplayedEvent(long Seq, DateTimeOffset At, string Type, string Actor, SessionEvent Event);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(Replay))]
internal sealed partial class ReplayJson : JsonSerializerContext;
