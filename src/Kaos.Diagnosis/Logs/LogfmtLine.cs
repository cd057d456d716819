namespace Kaos.Diagnosis.Logs;

/// <summary><c>level=info msg="listening on :8080"</c></summary>
internal static class LogfmtLine
{
    public static LogLine? Read(ReadOnlySpan<char> line)
    {
        if (line.IndexOf('=') < 0)
        {
            return null;
        }

        var named = Value(line, "level=") ?? Value(line, "lvl=") ?? Value(line, "severity=") ??
            Value(line, "levelname=");
        var error = Value(line, "err=") ?? Value(line, "error=") ?? Value(line, "exception=") ?? Value(line, "cause=");
        var message = Value(line, "msg=") ?? Value(line, "message=") ??
            (named is null ? null : Value(line, "event=") ?? error);
        if (message is null)
        {
            return null;
        }

        var time = Value(line, "time=") ?? Value(line, "ts=") ?? Value(line, "t=");
        var whole = error is null || error == message ? message : $"{message}: {error}";
        var level = named is null ? null : LevelWords.Named(named);
        return new LogLine(
            time is null ? null : LineReader.Parse(time), level ?? LevelWords.Of(whole), whole)
        {
            IsGuess = level is null,
            Detail = (Value(line, "url=") ?? Value(line, "addr=") ?? Value(line, "endpoint=")) is { } place
                ? $" url={place}"
                : "",
        };
    }

    private static string? Value(ReadOnlySpan<char> line, string key)
    {
        var at = line.IndexOf(key);
        if (at < 0 || (at > 0 && line[at - 1] != ' '))
        {
            return null;
        }

        var rest = line[(at + key.Length)..];
        if (!rest.StartsWith("\""))
        {
            return rest[..Unquoted(rest)].ToString();
        }

        var end = 1;
        while (end < rest.Length && (rest[end] != '"' || rest[end - 1] == '\\'))
        {
            end++;
        }

        var value = rest[1..end].ToString();
        return value.Contains('\\') ? StackTrace.Digest(Unescaped(value)) : value;
    }

    // Some write sentences without quotes: such a value lasts until the next key.
    private static int Unquoted(ReadOnlySpan<char> rest)
    {
        if (rest.IndexOf('=') is not (var equals and > 0))
        {
            return rest.Length;
        }

        var key = rest[..equals].LastIndexOf(' ');
        return key < 0 ? equals : key;
    }

    private static string Unescaped(string value) => value
        .Replace("\\n", "\n", StringComparison.Ordinal)
        .Replace("\\t", "\t", StringComparison.Ordinal)
        .Replace("\\\"", "\"", StringComparison.Ordinal);
}
