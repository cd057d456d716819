namespace Kaos.Diagnosis.Logs;

/// <summary>Tells how bad a line is from the level it names, or else from its words.</summary>
internal static class LevelWords
{
    private static readonly string[] ErrorWords =
    [
        "error", "fatal", "panic", "exception", "traceback", "failed", "failure", "refused", "exhausted", "timed out",
        "timeout", "unreachable", "denied", "cannot ", "can't ", "could not ", "unable to ", "not set", "no such ",
        "not found", "out of memory", "killed", "abort", "already in use", "too many", "corrupt",
    ];

    private static readonly string[] WarningWords =
    [
        "warn", "exceeded", "disabling", "disabled", "retry", "slow", "deprecated", "degraded", "unbounded", "missing",
        "invalid", "unexpected", "bad ",
    ];

    private static readonly string[] Leads =
    [
        "INFO", "WARNING", "WARN", "ERROR", "FATAL", "DEBUG", "TRACE", "CRITICAL", "SEVERE", "NOTICE", "ERR", "INF",
        "WRN", "FAIL", "CRIT",
        "DBUG", "TRCE",
    ];

    public static LineLevel? Named(string level) => level.Trim().ToUpperInvariant() switch
    {
        "ERROR" or "ERR" or "FATAL" or "PANIC" or "CRITICAL" or "CRIT" or "FAIL" or "SEVERE" or "EMERG" or "ALERT"
            or "E" or "F"
            => LineLevel.Error,
        "WARN" or "WARNING" or "WRN" or "W" => LineLevel.Warning,
        "INFO" or "INF" or "DEBUG" or "TRACE" or "NOTICE" or "I" or "D" or "DBG" or "DBUG" or "TRCE" => LineLevel.Info,

        // pino and bunyan count in tens.
        "30" or "20" or "10" => LineLevel.Info,
        "40" => LineLevel.Warning,
        "50" or "60" => LineLevel.Error,

        // Monolog counts in hundreds.
        "100" or "200" or "250" => LineLevel.Info,
        "300" => LineLevel.Warning,
        "400" or "500" or "550" or "600" => LineLevel.Error,
        _ => null,
    };

    public static LineLevel Of(ReadOnlySpan<char> line)
    {
        if (Lead(line) is { } lead && Named(lead) is { } named)
        {
            return named;
        }

        return Has(line, ErrorWords) ? LineLevel.Error : Has(line, WarningWords) ? LineLevel.Warning : LineLevel.Info;
    }

    public static ReadOnlySpan<char> StripLead(ReadOnlySpan<char> line) =>
        Lead(line) is { } lead ? line.TrimStart("[(")[lead.Length..].TrimStart("])> \t:|-") : line;

    /// <summary>Whether the line begins with a level.</summary>
    public static bool IsLed(ReadOnlySpan<char> line) => Lead(line) is not null;

    private static string? Lead(ReadOnlySpan<char> line)
    {
        var text = line.TrimStart("[(");
        foreach (var lead in Leads)
        {
            if (text.StartsWith(lead, StringComparison.OrdinalIgnoreCase) &&
                (text.Length == lead.Length || !char.IsLetterOrDigit(text[lead.Length])))
            {
                return lead;
            }
        }

        return null;
    }

    private static bool Has(ReadOnlySpan<char> line, string[] words)
    {
        foreach (var word in words)
        {
            if (line.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
