namespace Kaos.Kubernetes.Client;

/// <summary>The cluster's time, told from the local clock and the last Date header that disagreed with it.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    /// <summary>The header has whole seconds; smaller differences are noise.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private long offsetTicks;

    public DateTimeOffset Now => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref offsetTicks));

    public void Observe(DateTimeOffset? date)
    {
        if (date is { } header)
        {
            var measured = header + (Resolution / 2) - time.GetUtcNow();
            if ((measured - TimeSpan.FromTicks(Volatile.Read(ref offsetTicks))).Duration() > Resolution)
            {
                Volatile.Write(ref offsetTicks, measured.Ticks);
            }
        }
    }
}
