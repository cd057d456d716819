using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// The fields of one YAML mapping, read with their place in the file. A field that nobody asked for is an error: a
/// misspelt bound must not be silently absent.
/// </summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode map;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private YamlFields(string file, YamlMappingNode map) => (File, this.map) = (file, map);

    public string File { get; }

    public static YamlFields Load(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var only] && only.RootNode is YamlMappingNode root
                ? new YamlFields(file, root)
                : throw new CatalogFormatException(file, 1, "expected one document with a mapping at its top.");
        }
        catch (YamlException broken)
        {
            throw new CatalogFormatException(file, broken.Start.Line, $"not YAML: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            // What the parser throws when the text ends in the middle of a list or mapping.
            throw new CatalogFormatException(file, text.AsSpan().Count('\n') + 1, "not YAML: the text ends too early.");
        }
    }

    public CatalogFormatException Wrong(string field, string problem) =>
        new(File, (Node(field) ?? map).Start.Line, $"{field}: {problem}");

    public bool Has(string field) => Node(field) is not null;

    public string Text(string field) => TextOr(field, null) ?? throw Wrong(field, "is missing.");

    public string? TextOr(string field, string? otherwise) => Node(field) switch
    {
        null => otherwise,
        YamlScalarNode { Value: { Length: > 0 } value } => value.Trim(),
        _ => throw Wrong(field, "expected a text."),
    };

    public double NumberOr(string field, double otherwise, double min, double max)
    {
        if (TextOr(field, null) is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) &&
            number >= min && number <= max
            ? number
            : throw Wrong(
                field, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {min} to {max}."));
    }

    public int WholeOr(string field, int otherwise, int min, int max)
    {
        var number = NumberOr(field, otherwise, min, max);
        return number == Math.Floor(number)
            ? (int)number
            : throw Wrong(field, $"'{Text(field)}' is not a whole number.");
    }

    public bool FlagOr(string field, bool otherwise) => TextOr(field, null) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        var text => throw Wrong(field, $"'{text}' is neither true nor false."),
    };

    public TEnum Choice<TEnum>(string field)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(Text(field), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Wrong(
                field, $"'{Text(field)}' is none of {string.Join(", ", Enum.GetNames<TEnum>()).ToLowerInvariant()}.");

    /// <summary>A whole number with a unit: <c>30s</c>, <c>5m</c>, <c>2h</c>.</summary>
    public TimeSpan DurationOr(string field, TimeSpan otherwise)
    {
        if (TextOr(field, null) is not { } text)
        {
            return otherwise;
        }

        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return unit > 0 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            ? TimeSpan.FromSeconds((double)amount * unit)
            : throw Wrong(field, $"'{text}' is not a duration such as 30s, 5m or 2h.");
    }

    /// <summary>A list of texts; one text counts as a list of one.</summary>
    public ImmutableArray<string> Texts(string field) => Node(field) switch
    {
        null => [],
        YamlScalarNode { Value: { Length: > 0 } one } => [one],
        YamlSequenceNode list when list.All(item => item is YamlScalarNode { Value.Length: > 0 }) =>
            [.. list.Cast<YamlScalarNode>().Select(item => item.Value ?? "")],
        _ => throw Wrong(field, "expected a list of texts."),
    };

    public ImmutableArray<YamlFields> Items(string field) => Node(field) switch
    {
        null => [],
        YamlSequenceNode list when list.All(item => item is YamlMappingNode) =>
            [.. list.Cast<YamlMappingNode>().Select(item => new YamlFields(File, item))],
        _ => throw Wrong(field, "expected a list of mappings."),
    };

    /// <summary>Mappings that have a <c>name</c> each, and none the name of another.</summary>
    public ImmutableArray<YamlFields> Unique(string field)
    {
        var items = Items(field);
        return items.GroupBy(item => item.Text("name")).FirstOrDefault(group => group.Skip(1).Any()) is { } twice
            ? throw twice.Last().Wrong("name", $"'{twice.Key}' is listed twice under '{field}'.")
            : items;
    }

    public YamlFields? Inner(string field) => Node(field) switch
    {
        null => null,
        YamlMappingNode inner => new YamlFields(File, inner),
        _ => throw Wrong(field, "expected a mapping."),
    };

    public ImmutableSortedDictionary<string, string> TextMap(string field) => Inner(field) is not { } inner
        ? ImmutableSortedDictionary<string, string>.Empty
        : inner.map.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")
            .ToImmutableSortedDictionary(key => key, inner.Text, StringComparer.Ordinal);

    /// <summary>Mappings by name, as in <c>parameters: { limit: { … } }</c>.</summary>
    public ImmutableArray<(string Name, YamlFields Fields)> Named(string field) => Inner(field) is not { } inner
        ? []
        : [.. inner.map.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")
            .Select(key => (key, inner.Inner(key) ?? throw inner.Wrong(key, "expected a mapping.")))];

    /// <summary>Throws for the first field that no call above has asked for.</summary>
    public void NothingElse()
    {
        foreach (var key in map.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !asked.Contains(name))
            {
                throw new CatalogFormatException(
                    File, key.Start.Line,
                    $"'{key}' is not a field here. Known: {string.Join(", ", asked.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private YamlNode? Node(string field)
    {
        asked.Add(field);
        return map.Children.TryGetValue(new YamlScalarNode(field), out var node) ? node : null;
    }
}
