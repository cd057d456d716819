using System.CommandLine;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate.Execution;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Host.Storage;

namespace Kaos.Agent.Host.Cli;

/// <summary>
/// <c>kaos restore-drill DIR</c>: tries the way back of every plan that was carried out, on before-images alone.
/// </summary>
internal static class RestoreDrillVerb
{
    public static Command Command(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A data folder of a KAOS that does not run." };
        var command = new Command(
            "restore-drill", "Tries, in memory, whether what KAOS changed could be put back.") { folder };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(folder), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        using var storage = ReplayVerb.Open(folder);
        var (log, blobs, kind) = (new SqliteLog(storage), new SqliteBlobs(storage), new SessionKind());
        List<DrillReading> readings = [];
        foreach (var stream in ReplayVerb.Streams(storage))
        {
            terminal.Progress(stream);
            var state = kind.Initial(stream[(SessionKind.Name.Length + 1)..]);
            await foreach (var stored in log.ReadAsync(stream, 1, cancellationToken))
            {
                state = kind.Fold(
                    state, kind.Events.Read(stored.Type, stored.Data.Span),
                    new EventMeta(stored.Seq, stored.At, stored.Actor, stored.Cause));
            }

            if (state is { Plan: { } plan, Execution.Steps.IsEmpty: false })
            {
                readings.AddRange(await RestoreDrill.RunAsync(plan, blobs, cancellationToken));
            }
        }

        foreach (var reading in readings)
        {
            terminal.Out.WriteLine(
                $"{Kebab.Write(reading.State),-12} {reading.Action} {reading.Target}: {reading.Text}");
        }

        var bad = readings.Count(static reading => reading.State is DrillState.Missing or DrillState.DoesNotFit);
        terminal.Out.WriteLine(bad == 0
            ? $"{readings.Count} steps were carried out; every way back that was promised is there."
            : $"{bad} of {readings.Count} steps could NOT be put back. Keep kaos.db and blob.key in one backup.");
        return bad == 0 ? ExitCodes.Healthy : ExitCodes.Incidents;
    }
}
