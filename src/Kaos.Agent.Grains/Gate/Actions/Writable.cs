using System.Text.Json.Nodes;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>Which fields a step may write.</summary>
internal static class Writable
{
    /// <param name="patterns">Paths; <c>*</c> stands for one name or index, <c>**</c> at the end for all that is
    /// below.</param>
    /// <returns>Whether the patch writes something, and nothing outside the patterns.</returns>
    public static bool Only(JsonArray patch, params ReadOnlySpan<string> patterns)
    {
        var any = false;
        foreach (var write in TypedActions.Writes(patch))
        {
            any = true;
            if (!Fits(write.Path, patterns))
            {
                return false;
            }
        }

        return any;
    }

    private static bool Fits(string[] path, ReadOnlySpan<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (Fits(path, pattern.Split('/')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(string[] path, string[] pattern) => pattern is [.. var head, "**"]
        ? path.Length > head.Length && Matches(path[..head.Length], head)
        : path.Length == pattern.Length && Matches(path, pattern);

    private static bool Matches(string[] path, string[] pattern) =>
        path.Zip(pattern).All(pair => pair.Second == "*" || pair.First == pair.Second);
}
