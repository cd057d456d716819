using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>A writer that managedFields books for fields of an object.</summary>
/// <param name="Fields">Paths: <c>spec.replicas</c>.</param>
/// <param name="At">Of its last write to the object: at the latest then the fields became its own.</param>
public sealed record FieldOwner(string Manager, IReadOnlyList<string> Fields, DateTimeOffset? At);

/// <summary>Whom the API server books for a field.</summary>
public static class FieldOwners
{
    /// <summary>Newest first.</summary>
    /// <param name="field">A path (<c>spec.replicas</c>), in the letters that people type, or a part of one
    /// (<c>image</c>).</param>
    public static IEnumerable<FieldOwner> Of(IKubernetesObject item, string field) => item.Metadata.ManagedFields
        .Where(entry => entry is not null)
        .Select(entry => new FieldOwner(
            entry.Manager, [.. FieldLeaves.Of(entry).Where(path => Fits(path, field)).Order(StringComparer.Ordinal)],
            entry.Time))
        .Where(owner => owner.Fields.Count > 0)
        .OrderByDescending(owner => owner.At);

    private static bool Fits(string path, string field) =>
        path.StartsWith(field, StringComparison.OrdinalIgnoreCase) ||
        path.Split('.', '[', ']').Contains(field, StringComparer.OrdinalIgnoreCase);
}
