using System.Text.Json;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>The manifest that kubectl applied last: the earlier version, where somebody has edited past it.</summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    public static JsonElement? Of(IKubernetesObject item)
    {
        if (!item.Metadata.Annotations.TryGetValue(Annotation, out var text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static int? Replicas(IKubernetesObject item) =>
        Of(item) is { } applied && Child(applied, "spec") is { } spec && Child(spec, "replicas") is { } replicas &&
        replicas.ValueKind == JsonValueKind.Number && replicas.TryGetInt32(out var number)
            ? number
            : null;

    public static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;

    public static Dictionary<string, string> Strings(JsonElement? parent)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parent is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var property in map.EnumerateObject())
            {
                found[property.Name] = property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString() ?? ""
                    : property.Value.GetRawText();
            }
        }

        return found;
    }
}
