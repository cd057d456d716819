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
        var place = fields.Place;
        if (fields.Envelope is { } envelope && (message is null || error is null))
        {
            var inner = new JsonFields(envelope);
            var more = Said(envelope, 0);
            (message, error) = message is null ? (more, error) : (message, error ?? more);
            level ??= inner.Level;
            at ??= inner.Time;
            place ??= inner.Place;
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

        var whole = Joined(Digest(message), Digest(error));
        return new LogLine(at, level ?? LevelWords.Of(whole), whole.Trim())
        {
            IsGuess = level is null,
            Detail = place is null ? "" : $" url={place}",
        };
    }

    private static string? Digest(string? text) => text is null ? null : StackTrace.Digest(text);

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
        own = own is not null && fields.Error is { } beside ? Joined(own, Said(beside, depth + 1))
            : own ?? (fields.Envelope is { } framed ? Said(framed, depth + 1) : null);
        return Joined(Joined(fields.Code, own), cause) is { Length: > 0 } said ? said : null;
    }

    private static string Joined(string? text, string? more) =>
        text is null ? more ?? ""
        : more is null || text.Contains(more, StringComparison.Ordinal) ? text
        : more.StartsWith(text, StringComparison.Ordinal) ? more
        : $"{text}: {more}";
}
