using System.Collections.Immutable;
using System.Text.Json;

namespace Kaos.Agent.Host.Mcp;

/// <summary>What a tool was called with. All arguments are texts; anything else is told to the caller.</summary>
internal sealed class McpArguments(IDictionary<string, JsonElement>? given)
{
    private const int Longest = 20_000;

    /// <returns>Null when it was not given, or is empty.</returns>
    /// <exception cref="FormatException">It is no text, or too long.</exception>
    public string? Text(string name) => given?.TryGetValue(name, out var value) != true ||
        value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind != JsonValueKind.String ? throw new FormatException($"'{name}' must be a text.")
        : value.GetString() is not { Length: > 0 } text ? null
        : text.Length <= Longest ? text
        : throw new FormatException($"'{name}' is longer than {Longest} characters.");

    /// <returns>Null when it was not given.</returns>
    /// <exception cref="FormatException">It is no object of texts.</exception>
    public ImmutableSortedDictionary<string, string>? Texts(string name) =>
        given?.TryGetValue(name, out var value) != true || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object && value.EnumerateObject()
            .All(static one => one.Value.ValueKind == JsonValueKind.String)
            ? value.EnumerateObject().ToImmutableSortedDictionary(static one =>
                one.Name, static one => one.Value.GetString()!, StringComparer.Ordinal)
            : throw new FormatException($"'{name}' must be an object of texts.");

    /// <exception cref="FormatException">It was not given, is no text, or is too long.</exception>
    public string Needed(string name) => Text(name) ?? throw new FormatException($"'{name}' is missing.");
}
