using System.Text.Json;

namespace Kaos.Diagnosis.Logs;

/// <summary>A line that is one JSON object, of whatever logger, with the errors that are nested in it.</summary>
internal static class JsonLine
{
    private const int Deepest = 6;

    public static LogLine? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LogLine? Read(JsonElement root)
    {
        var fields = new JsonFields(root);
        var message = fields.Message;
        var error = fields.Error is { } own ? Said(own, 0) : null;
        var level = fields.Level;
        var at = fields.Time;
        if (fields.Envelope is { } envelope && (message is null || error is null))
        {
            var inner = new JsonFields(envelope);
            error ??= inner.Error is { } nested ? Said(nested, 0) : null;
            (message, error) = message is null ? (inner.Message, error) : (message, error ?? inner.Message);
            level ??= inner.Level;
            at ??= inner.Time;
        }

        // A runtime's frame around a line that has a form of its own.
        if (message is ['{', ..] && error is null && Read(message) is { } framed)
        {
            return framed with { At = framed.At ?? at };
        }

        if (message is null && error is null)
        {
            return null;
        }

        var whole = Joined(message is null ? null : StackTrace.Digest(message), error is null ? null : StackTrace.Digest(error));
        return new LogLine(at, level ?? LevelWords.Of(whole), whole.Trim()) { IsGuess = level is null };
    }

    // What an error says, and what the deepest error inside of it says.
    private static string? Said(JsonElement error, int depth)
    {
        if (error.ValueKind == JsonValueKind.String)
        {
            return error.GetString();
        }

        if (error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > 0 && depth < Deepest)
        {
            return Said(error[error.GetArrayLength() - 1], depth + 1);
        }

        if (error.ValueKind != JsonValueKind.Object || depth >= Deepest)
        {
            return null;
        }

        var fields = new JsonFields(error);
        var own = fields.Message ?? (fields.Error is { } told ? Said(told, depth + 1) : null);
        var cause = fields.Cause is { } inner ? Said(inner, depth + 1) : null;
        return Joined(Joined(fields.Code, own), cause);
    }

    private static string Joined(string? text, string? more) =>
        text is null ? more ?? ""
        : more is null || text.Contains(more, StringComparison.Ordinal) ? text
        : more.StartsWith(text, StringComparison.Ordinal) ? more
        : $"{text}: {more}";
}
