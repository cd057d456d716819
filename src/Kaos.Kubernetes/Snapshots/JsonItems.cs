using System.Text.Json;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>Cuts the elements out of a JSON array without decoding them.</summary>
internal sealed class JsonItems(ReadOnlyMemory<byte> json, int arrayStart)
{
    private JsonReaderState state;
    private int position = arrayStart;
    private bool started;

    /// <summary>Number of elements handed out so far, less one; the index of the current one.</summary>
    public int Index { get; private set; } = -1;

    /// <summary>Where the current element begins in the whole text.</summary>
    public int Start { get; private set; }

    /// <summary>Why the array ended before its bracket; null when it did not.</summary>
    public JsonException? Failure { get; private set; }

    public bool Next(out ReadOnlyMemory<byte> item)
    {
        item = default;
        try
        {
            var reader = new Utf8JsonReader(json.Span[position..], isFinalBlock: true, state);
            if (!started)
            {
                reader.Read();
                started = true;
            }

            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                return false;
            }

            Start = position + (int)reader.TokenStartIndex;
            Index++;
            reader.Skip();
            var end = position + (int)reader.BytesConsumed;
            item = json[Start..end];
            position = end;
            state = reader.CurrentState;
            return true;
        }
        catch (JsonException broken)
        {
            Failure = broken;
            return false;
        }
    }
}

/// <summary>Checks that do not decode.</summary>
internal static class JsonScan
{
    /// <exception cref="JsonException">The text ends too early or is not JSON.</exception>
    public static void RequireWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            reader.Skip();
        }
    }
}

/// <summary>Where a document stands in its file, to say the line of what is broken in it.</summary>
/// <param name="Text">The whole file when it is JSON; empty for YAML, where only the document's first line is
/// known.</param>
internal readonly record struct DocumentPlace(string File, ReadOnlyMemory<byte> Text, long FirstLine)
{
    public string Describe(JsonException broken, int offset)
    {
        var reason = broken.Message;
        var tail = reason.IndexOf(" Path: $", StringComparison.Ordinal);
        tail = tail < 0 ? reason.IndexOf(" LineNumber:", StringComparison.Ordinal) : tail;
        reason = tail < 0 ? reason : reason[..tail];
        var path = broken.Path is { Length: > 1 } at ? $" (at {at})" : "";
        if (Text.IsEmpty)
        {
            return FormattableString.Invariant($"in the document that begins on line {FirstLine}{path}: {reason}");
        }

        var line = Text.Span[..Math.Min(offset, Text.Length)].Count((byte)'\n') + (broken.LineNumber ?? 0) + 1;
        return FormattableString.Invariant($"line {line}{path}: {reason}");
    }
}
