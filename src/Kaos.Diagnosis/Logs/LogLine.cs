namespace Kaos.Diagnosis.Logs;

/// <summary>One line of a container's log, taken apart.</summary>
/// <param name="At">From the line itself; null when it carries no time.</param>
/// <param name="Message">What is left for a person: no time, no level, no structure.</param>
internal readonly record struct LogLine(DateTimeOffset? At, LineLevel Level, string Message);
