namespace Kaos.Agent.Host.Cli;

/// <summary>Times as the commands print them: UTC, and how long ago that was.</summary>
internal static class Spans
{
    public static string Date(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";

    /// <summary>With the date only where it is another day.</summary>
    public static string At(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.Date == now.UtcDateTime.Date
        ? $"{at.UtcDateTime:HH:mm:ss} UTC ({Ago(now - at)})"
        : $"{Date(at)} ({Ago(now - at)})";

    public static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalMinutes: < 2 } => $"{(int)span.TotalSeconds} s ago",
        { TotalHours: < 2 } => $"{(int)span.TotalMinutes} min ago",
        { TotalDays: < 2 } => $"{(int)span.TotalHours} h ago",
        _ => $"{(int)span.TotalDays} d ago",
    };
}
