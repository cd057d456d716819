using System.Text.Json;

namespace Kaos.Diagnosis.Logs;

internal static class JsonLine
{
    // zap, logrus, pino, bunyan, winston, logback, ECS, Serilog, MongoDB and the .NET console, in their own words.
    private static readonly string[] Messages =
        ["msg", "message", "log", "event", "text", "@m", "@mt", "RenderedMessage", "Message", "short_message", "type"];

    private static readonly string[] Levels =
        ["level", "severity", "lvl", "log.level", "levelname", "@l", "Level", "LogLevel", "s", "severity_text"];

    private static readonly string[] Times = ["time", "ts", "timestamp", "@timestamp", "t", "@t", "Timestamp", "$date"];
    private static readonly string[] Errors =
        ["error", "err", "exception", "error.message", "@x", "Exception", "exc_info", "stack_trace", "cause", "reason"];

    public static LogLine? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var message = Text(root, Messages);
            var error = Text(root, Errors) ??
                (root.TryGetProperty("attr", out var more) ? Text(more, Errors) ?? Text(more, Messages) : null);
            if (message is null && error is null)
            {
                return null;
            }

            var whole = message is null ? error ?? "" : error is null ? message : $"{message}: {error}";
            var level = Text(root, Levels) is { } named ? LevelWords.Named(named) : null;
            return new LogLine(Time(root), level ?? LevelWords.Of(whole), whole.Trim()) { IsGuess = level is null };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string[] names)
    {
        foreach (var name in root.ValueKind == JsonValueKind.Object ? names : [])
        {
            if (!root.TryGetProperty(name, out var value))
            {
                continue;
            }

            var text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number when names == Levels => value.GetRawText(),

                // Many loggers write an error as an object with its message, type and stack.
                JsonValueKind.Object => Text(value, Messages) ?? Text(value, Errors),
                _ => null,
            };
            if (text is not null)
            {
                return text;
            }
        }

        return null;
    }

    private static DateTimeOffset? Time(JsonElement root)
    {
        foreach (var name in Times)
        {
            if (!root.TryGetProperty(name, out var value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.String)
            {
                return LineReader.Parse(value.GetString());
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                return Time(value);
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var unix) && unix is > 0 and < 1e14)
            {
                // Milliseconds are told from seconds by their size.
                return DateTimeOffset.UnixEpoch.AddSeconds(unix > 1e11 ? unix / 1000 : unix);
            }
        }

        return null;
    }
}
