namespace Kaos.Diagnosis.Logs;

/// <summary>One line of a container's log, taken apart.</summary>
/// <param name="At">From the line itself; null when it carries no time.</param>
/// <param name="Message">What is left for a person: no time, no level, no structure.</param>
internal readonly record struct LogLine(DateTimeOffset? At, LineLevel Level, string Message)
{
    /// <summary>What the lines below it say that belong to it; empty where there are none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The line names no level: it was told from its words.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The program itself says that this is nothing bad, whatever words it uses.</summary>
    public bool IsCalm => Level == LineLevel.Info && !IsGuess;
}
