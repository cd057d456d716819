using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>The fields that an entry of managedFields lists, as paths that people write.</summary>
internal static class FieldLeaves
{
    private const int Deepest = 24;

    /// <summary>
    /// <c>spec.replicas</c>, <c>spec.template.spec.containers[app].image</c>; nothing where the entry cannot be read.
    /// </summary>
    /// <param name="parts">Members of the object: <c>f:spec</c>, <c>f:data</c>; null for all but the status.</param>
    public static IEnumerable<string> Of(ManagedFieldsEntry entry, IReadOnlyList<string>? parts = null) =>
        Members(entry).Where(member => parts?.Contains(member.Name) ?? member.Name != "f:status")
            .SelectMany(member => Leaves(member.Value, member.Name[2..], Deepest));

    private static IEnumerable<JsonProperty> Members(ManagedFieldsEntry entry)
    {
        if (!entry.FieldsV1.IsPresent)
        {
            return [];
        }

        try
        {
            return entry.FieldsV1.Parse() is { ValueKind: JsonValueKind.Object } fields
                ? fields.EnumerateObject().Where(field =>
                    field.Name.StartsWith("f:", StringComparison.Ordinal) &&
                        field.Value.ValueKind == JsonValueKind.Object)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // "f:image" is a field, "k:{"name":"app"}" an item of a list, "." the item itself.
    private static IEnumerable<string> Leaves(JsonElement fields, string path, int depth)
    {
        var inner = fields.EnumerateObject().Where(f => f.Name != "." && f.Value.ValueKind == JsonValueKind.Object)
            .ToList();
        return inner.Count == 0 || depth == 0 ? [path] : inner.SelectMany(f => Leaves(
            f.Value, f.Name.StartsWith("f:", StringComparison.Ordinal)
                ? $"{path}.{f.Name[2..]}"
                : $"{path}[{Key(f.Name)}]", depth - 1));
    }

    private static string Key(string name) => name.Split('"') is [_, _, _, var value, ..] ? value : name[2..];
}
