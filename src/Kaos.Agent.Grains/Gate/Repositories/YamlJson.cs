using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>Documents of a YAML text, as nodes with their places and as JSON.</summary>
internal static class YamlJson
{
    /// <returns>Null when the text is no YAML (a template, for one).</returns>
    public static IReadOnlyList<YamlDocument>? Documents(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return [.. stream.Documents];
        }
        catch (Exception broken) when (broken is YamlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">A map has keys that are no words, or it is nested too
    /// deeply.</exception>
    public static JsonNode? Of(
        YamlNode node, int depth = 0) => depth > 64 ? throw new InvalidOperationException("too deep") : node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(
                child.Key is YamlScalarNode { Value: { } key }
                    ? key
                    : throw new InvalidOperationException("a key is no word"),
                Of(child.Value, depth + 1)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Of(item, depth + 1))]),
            YamlScalarNode scalar => Scalar(scalar),
            _ => null,
        };

    private static JsonNode? Scalar(YamlScalarNode scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain, Value: var words } => JsonValue.Create(words ?? ""),
        { Value: null or "" or "~" or "null" or "Null" or "NULL" } => null,
        { Value: "true" or "True" or "TRUE" } => JsonValue.Create(true),
        { Value: "false" or "False" or "FALSE" } => JsonValue.Create(false),
        { Value: { } digits } when long.TryParse(
            digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture)),
        { Value: { } words } => JsonValue.Create(words),
    };
}
