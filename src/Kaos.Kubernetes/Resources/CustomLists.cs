using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Resources;

/// <summary>Lists of kinds that have no model of their own.</summary>
public static class CustomLists
{
    /// <summary>The objects of a page as the server sent it: their metadata, spec and status.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no list.</exception>
    public static IReadOnlyList<CustomResource> Decode(ReadOnlyMemory<byte> utf8, ResourceType type) =>
        ModelKinds.DecodeCustom(utf8, type.ApiVersion, type.Kind).Items;
}
