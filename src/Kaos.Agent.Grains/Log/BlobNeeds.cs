namespace Kaos.Agent.Grains.Log;

/// <summary>
/// Rows that say which blobs may not be evicted: one for each use, kept in the same commit as what makes and ends the
/// need.
/// </summary>
public static class BlobNeeds
{
    public const string Row = "blob-need";
    public const string Needed = "needed";
    public const string Over = "over";

    /// <summary>The rows of one blob lie together: a store looks for the hash and a slash.</summary>
    public static string Key(string hash, string use) => $"{hash}/{use}";
}

/// <summary>
/// The store is full, and everything in it is needed for an undo that may come yet. Nothing was stored or evicted.
/// </summary>
public sealed class BlobsFullException() : Exception(
    "The store of before-images is full of those that open plans need. End sessions that wait, or raise Storage:MaxBlobBytes.");
