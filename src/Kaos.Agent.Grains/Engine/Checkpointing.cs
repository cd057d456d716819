using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// A grain's state to a checkpoint and back. Nothing depends on it: where it fails, the stream is read from its first
/// event.
/// </summary>
internal sealed class Checkpointing<TState>(
    string stream, JsonTypeInfo<TState> json, IFoldCheckpoints checkpoints, EngineOptions options, ILogger logger)
    where TState : class
{
    // A build folds as it does; the next one may fold otherwise, and starts over.
    private static readonly string Code = string.Join('.', Builds());

    private long kept;

    /// <summary>The state and its version; null when there is none that fits. Fills <paramref name="seen"/>.</summary>
    public async ValueTask<Standing<TState>?> FindAsync(SeenCommands seen)
    {
        kept = 0;
        if (await checkpoints.FindAsync(stream, Code, CancellationToken.None) is not { } found)
        {
            return null;
        }

        try
        {
            var state = JsonSerializer.Deserialize(found.State.Span, json);
            var commands = JsonSerializer.Deserialize(found.Commands.Span, FoldJson.Default.StringArray);
            if (state is null || commands is null)
            {
                return null;
            }

            Array.ForEach(commands, seen.Add);
            kept = found.Version;
            return new(state, found.Version);
        }
        catch (JsonException broken)
        {
            logger.CheckpointFailed(broken, stream);
            return null;
        }
    }

    public void KeepIfGrown(TState state, long version, SeenCommands seen)
    {
        if (version - kept < options.CheckpointEvents)
        {
            return;
        }

        kept = version;
        try
        {
            checkpoints.Keep(new FoldCheckpoint(
                stream, version, Code, JsonSerializer.SerializeToUtf8Bytes([.. seen.All], FoldJson.Default.StringArray),
                JsonSerializer.SerializeToUtf8Bytes(state, json)));
        }
        catch (Exception failure)
        {
            // The turn stands; only the next start is slower.
            logger.CheckpointFailed(failure, stream);
        }
    }

    private static IEnumerable<string> Builds() =>
        new[] { typeof(TState), typeof(FoldJson), typeof(KaosJson) }
            .Select(static type => type.Module.ModuleVersionId.ToString("N"))
            .Distinct();
}
