using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>A reference to an object of any kind.</summary>
public sealed record ObjectReference
{
    internal static readonly ObjectReference Empty = new();

    [JsonConverter(typeof(InternedStringConverter))]
    public string? ApiVersion { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Kind { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Namespace { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Name { get; init; }

    [JsonConverter(typeof(InternedStringConverter))]
    public string? Uid { get; init; }

    /// <summary>The part meant, such as <c>spec.containers{web}</c>.</summary>
    [JsonConverter(typeof(InternedStringConverter))]
    public string? FieldPath { get; init; }
}
