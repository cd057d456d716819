namespace Kaos.Agent.Grains.Log;

/// <summary>
/// Folded states, kept beside the log so that a long stream is not read from its first event. A cache: what is lost or
/// does not fit costs time and nothing else.
/// </summary>
public interface IFoldCheckpoints
{
    /// <summary>
    /// The stream's checkpoint, if it was made by this code and the stream still holds the event that it was made at;
    /// null otherwise.
    /// </summary>
    ValueTask<FoldCheckpoint?> FindAsync(string stream, string code, CancellationToken cancellationToken);

    /// <summary>Replaces the stream's checkpoint, some time soon; nobody waits for it, and it may be lost.</summary>
    void Keep(FoldCheckpoint checkpoint);
}

/// <param name="Version">Events that are folded.</param>
/// <param name="Code">Names the code that folded; another code's state means nothing.</param>
/// <param name="Commands">Ids of the newest commands, oldest first, as UTF-8 JSON.</param>
/// <param name="State">As UTF-8 JSON.</param>
public sealed record FoldCheckpoint(
    string Stream, long Version, string Code, ReadOnlyMemory<byte> Commands, ReadOnlyMemory<byte> State);
