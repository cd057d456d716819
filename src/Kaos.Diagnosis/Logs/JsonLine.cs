using System.Text.Json;

namespace Kaos.Diagnosis.Logs;

internal static class JsonLine
{
    private static readonly string[] Messages = ["msg", "message", "log", "event", "text"];
    private static readonly string[] Levels = ["level", "severity", "lvl", "log.level", "levelname"];
    private static readonly string[] Times = ["time", "ts", "timestamp", "@timestamp", "t"];
    private static readonly string[] Errors = ["error", "err", "exception"];

    public static LogLine? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var message = Text(root, Messages);
            var error = Text(root, Errors);
            if (message is null && error is null)
            {
                return null;
            }

            var whole = message is null ? error ?? "" : error is null ? message : $"{message}: {error}";
            var level = Text(root, Levels) is { } named ? LevelWords.Named(named) : null;
            return new LogLine(Time(root), level ?? LevelWords.Of(whole), whole.Trim());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string[] names)
    {
        foreach (var name in names)
        {
            if (root.TryGetProperty(name, out var value))
            {
                return value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString(),
                    JsonValueKind.Number => value.GetRawText(),

                    // Many loggers write an error as an object with its message, type and stack.
                    JsonValueKind.Object => Text(value, Messages),
                    _ => null,
                };
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

            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var unix) && unix is > 0 and < 1e14)
            {
                // Milliseconds are told from seconds by their size.
                return DateTimeOffset.UnixEpoch.AddSeconds(unix > 1e11 ? unix / 1000 : unix);
            }
        }

        return null;
    }
}
