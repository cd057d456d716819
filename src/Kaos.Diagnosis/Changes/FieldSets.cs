using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>Reads managedFields: who wrote a field, and when.</summary>
internal static class FieldSets
{
    // The creating write is stamped within the second of creation.
    private static readonly TimeSpan Creation = TimeSpan.FromSeconds(2);

    /// <summary>Writes to a path such as <c>f:spec</c>, <c>f:replicas</c> after creation, newest first.</summary>
    public static IEnumerable<ManagedFieldsEntry> LaterWrites(this IKubernetesObject item, params string[] path) =>
        item.Metadata.ManagedFields
            .Where(e =>
                e is { Time: not null } && e.Subresource != "status" && IsLater(item, e) && Touches(e.FieldsV1, path))
            .OrderByDescending(e => e.Time);

    /// <summary>Not part of making the object.</summary>
    public static bool IsLater(this IKubernetesObject item, ManagedFieldsEntry entry) =>
        item.Metadata.CreationTimestamp is not { } created || entry.Time > created + Creation;

    private static bool Touches(RawJson fields, string[] path)
    {
        if (!fields.IsPresent)
        {
            return false;
        }

        try
        {
            var at = fields.Parse();
            foreach (var part in path)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
