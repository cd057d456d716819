using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>One YAML document to JSON by the YAML 1.2 core schema, within bounds on size and depth.</summary>
internal sealed class YamlToJson(IReadOnlyList<ParsingEvent> events)
{
    /// <summary>Aliases can make a small file unfold without end.</summary>
    private const int MostNodes = 2_000_000;

    private const int Deepest = 60;

    private readonly Dictionary<AnchorName, int> anchors = [];
    private int nodes;

    /// <exception cref="YamlException">The document unfolds too far, or has keys that are no text.</exception>
    public byte[] Convert()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        if (events.Count == 0)
        {
            writer.WriteNullValue();
        }
        else
        {
            Value(writer, 0, 0);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the node at that event and gives the index behind it.</summary>
    private int Value(Utf8JsonWriter writer, int at, int depth)
    {
        if (++nodes > MostNodes || depth > Deepest)
        {
            throw new YamlException(
                events[at].Start, events[at].End, "the document is nested too deeply or its aliases unfold too far");
        }

        if (events[at] is NodeEvent { Anchor.IsEmpty: false } node)
        {
            anchors[node.Anchor] = at;
        }

        switch (events[at])
        {
            case Scalar scalar:
                WriteScalar(writer, scalar);
                return at + 1;
            case AnchorAlias alias:
                Value(writer, Target(alias), depth + 1);
                return at + 1;
            case SequenceStart:
                return Sequence(writer, at + 1, depth);
            case MappingStart:
                return Mapping(writer, at + 1, depth);
            default:
                throw new YamlException(events[at].Start, events[at].End, "a value was expected here");
        }
    }

    private int Target(AnchorAlias alias) => anchors.TryGetValue(alias.Value, out var target)
        ? target
        : throw new YamlException(alias.Start, alias.End, $"the alias '{alias.Value}' has no anchor before it");

    private int Sequence(Utf8JsonWriter writer, int at, int depth)
    {
        writer.WriteStartArray();
        while (events[at] is not SequenceEnd)
        {
            at = Value(writer, at, depth + 1);
        }

        writer.WriteEndArray();
        return at + 1;
    }

    private int Mapping(Utf8JsonWriter writer, int at, int depth)
    {
        writer.WriteStartObject();
        while (events[at] is not MappingEnd)
        {
            if (events[at] is not Scalar key)
            {
                throw new YamlException(events[at].Start, events[at].End, "a key must be plain text");
            }

            writer.WritePropertyName(key.Value);
            at = Value(writer, at + 1, depth + 1);
        }

        writer.WriteEndObject();
        return at + 1;
    }

    private static void WriteScalar(Utf8JsonWriter writer, Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag is { IsEmpty: false, Value: "tag:yaml.org,2002:str" })
        {
            writer.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            writer.WriteNullValue();
        }
        else if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            writer.WriteBooleanValue(text[0] is 't' or 'T');
        }
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            writer.WriteNumberValue(whole);
        }
        else if (IsDecimal(text) &&
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static bool IsDecimal(string text) =>
        text.AsSpan().IndexOfAnyExcept("0123456789+-.eE") < 0 && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
}
