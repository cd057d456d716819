namespace Kaos.PracticeCluster.Tables;

// kubectl's short durations: "46s", "5m12s", "3h4m", "2d3h", "120d".
internal static class Durations
{
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? Short(now - then)
        : "<unknown>";

    public static string Short(TimeSpan span)
    {
        var seconds = (long)Math.Max(0, span.TotalSeconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < 120 => $"{seconds}s",
            < 600 => seconds % 60 == 0 ? $"{minutes}m" : $"{minutes}m{seconds % 60}s",
            < 10_800 => $"{minutes}m",
            < 28_800 => minutes % 60 == 0 ? $"{hours}h" : $"{hours}h{minutes % 60}m",
            < 172_800 => $"{hours}h",
            < 691_200 => hours % 24 == 0 ? $"{days}d" : $"{days}d{hours % 24}h",
            _ => $"{days}d",
        };
    }
}
