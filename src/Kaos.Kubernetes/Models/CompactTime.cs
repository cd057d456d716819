namespace Kaos.Kubernetes.Models;

/// <summary>
/// An optional moment in eight bytes instead of 24: a cluster has hundreds of thousands of them. Go's zero time
/// (year 1) is how some components write "none", and reads as such.
/// </summary>
internal static class CompactTime
{
    public static long Of(DateTimeOffset? time) => time?.UtcTicks ?? 0;

    public static DateTimeOffset? Read(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
