using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// The version of a ConfigMap before a change: from the versions that KAOS has seen in use, or from what kubectl applied
/// last, where somebody has edited past it.
/// </summary>
internal static class EarlierVersion
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <returns>Null when there is none, or when it is not the revision that the finding names.</returns>
    public static async Task<JsonObject?> FindAsync(
        JsonObject live, Finding finding, IBlobs blobs, CancellationToken cancellationToken)
    {
        var earlier = finding.Facts.TryGetValue(FactNames.PreviousContent, out var hash)
            && await blobs.FindAsync(hash, cancellationToken) is { } content
            ? Parse(content.Span)
            : null;
        earlier ??= JsonPath.Text(live, "metadata", "annotations", LastApplied) is { } applied
            ? Parse(System.Text.Encoding.UTF8.GetBytes(applied))
            : null;
        return earlier is not null && IsSame(live, earlier) && Fits(earlier, live, finding) ? earlier : null;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSame(JsonObject live, JsonObject earlier) =>
        JsonPath.Text(live, "metadata", "name") == JsonPath.Text(earlier, "metadata", "name")
        && (JsonPath.Text(earlier, "metadata", "namespace") is not { } place || place == JsonPath.Text(live, "metadata", "namespace"));

    // Where versions have names, the name that the finding gives must be the one that is restored.
    private static bool Fits(JsonObject earlier, JsonObject live, Finding finding)
    {
        var revisions = ObjectProjection.Revisions(earlier).Select(annotation => annotation.Value?.ToString()).ToArray();
        var revised = ObjectProjection.Revisions(live).Count > 0;
        return !revised || revisions.Length == 0 || !finding.Facts.TryGetValue(FactNames.PreviousRevision, out var wanted)
            || revisions.Contains(wanted);
    }
}
