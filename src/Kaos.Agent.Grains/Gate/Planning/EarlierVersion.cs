using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>
/// The version of a ConfigMap before a change: what kubectl applied last, where somebody has edited past it, or a
/// version that KAOS has seen in use.
/// </summary>
internal sealed class EarlierVersion(IConfigMapVersions versions, IBlobs blobs)
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    // A change is seen a moment after it is made, and clocks differ.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <returns>Null when there is none, or when it is not the revision that the finding names.</returns>
    public async Task<JsonObject?> FindAsync(
        string cluster, JsonObject live, Finding finding, CancellationToken cancellationToken)
    {
        if (IsBack(live, finding))
        {
            return live;
        }

        var applied = JsonPath.Text(live, "metadata", "annotations", LastApplied) is { } text
            ? Parse(Encoding.UTF8.GetBytes(text))
            : null;
        if (applied is not null && IsSame(live, applied) && IsNamed(applied, live, finding) && Differs(applied, live))
        {
            return applied;
        }

        return await BlobAsync(finding.Facts.GetValueOrDefault(FactNames.PreviousContent), live, cancellationToken)
            ?? await BlobAsync(Seen(cluster, live, finding), live, cancellationToken);
    }

    // Somebody has put it back by hand: a version that was seen before is then the bad one, not the earlier one.
    private static bool IsBack(JsonObject live, Finding finding) =>
        finding.Facts.TryGetValue(FactNames.PreviousRevision, out var wanted)
        && ObjectProjection.Revisions(live).Any(annotation => annotation.Value?.ToString() == wanted);

    // The version that the change replaced was seen to be replaced when it was made. One replaced later was replaced by
    // a later change, perhaps the repair: going back to that would bring the trouble back.
    private string? Seen(string cluster, JsonObject live, Finding finding)
    {
        var known = versions.Of(
            cluster, JsonPath.Text(live, "metadata", "namespace") ?? "", JsonPath.Text(live, "metadata", "name") ?? "");
        return finding.Facts.TryGetValue(FactNames.ChangedAt, out var text)
            && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var changed)
            ? known.Where(version => (version.ReplacedAt - changed).Duration() <= Tolerance)
                .MinBy(version => version.ReplacedAt)?.Hash
            : null;
    }

    private async Task<JsonObject?> BlobAsync(string? hash, JsonObject live, CancellationToken cancellationToken)
    {
        if (hash is null || await blobs.FindAsync(hash, cancellationToken) is not { } content ||
            Parse(content.Span) is not { } found)
        {
            return null;
        }

        // Observed versions are kept as their data alone, so binary data stays as it is; a whole object has its kind.
        return found["kind"] is JsonValue && found["metadata"] is JsonObject
            ? IsSame(live, found) ? found : null
            : new JsonObject { ["data"] = found, ["binaryData"] = live["binaryData"]?.DeepClone() };
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
        && (JsonPath.Text(earlier, "metadata", "namespace") is not { } place ||
            place == JsonPath.Text(live, "metadata", "namespace"));

    private static bool Differs(JsonObject earlier, JsonObject live) =>
        !JsonNode.DeepEquals(earlier["data"] ?? new JsonObject(), live["data"] ?? new JsonObject());

    // Where versions have names, the name that the finding gives must be the one that is restored.
    private static bool IsNamed(JsonObject earlier, JsonObject live, Finding finding)
    {
        var names = ObjectProjection.Revisions(earlier).Select(annotation => annotation.Value?.ToString()).ToArray();
        return names.Length == 0 || ObjectProjection.Revisions(live).Count == 0
            || !finding.Facts.TryGetValue(FactNames.PreviousRevision, out var wanted) || names.Contains(wanted);
    }
}
