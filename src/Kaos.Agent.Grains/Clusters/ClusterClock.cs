namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Cluster time, told by the Date headers of the API server's answers. The first gives the offset; later ones also give
/// the speed, because a practice cluster's clock may run fast. Never goes back, unless the cluster's clock itself
/// jumps.
/// </summary>
internal sealed class ClusterClock(TimeProvider time)
{
    // What a sighting may be off by: Date headers have whole seconds.
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestBase = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private Sighting? first;
    private Sighting? last;
    private DateTimeOffset told = DateTimeOffset.MinValue;

    /// <summary>Cluster seconds per second; 1 until two sightings far enough apart say otherwise.</summary>
    public double Rate { get; private set; } = 1;

    /// <summary>True once the speed has been measured, not just assumed.</summary>
    public bool IsMeasured { get; private set; }

    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                var now = At(time.GetTimestamp());
                told = now > told ? now : told;
                return told;
            }
        }
    }

    /// <summary>
    /// The cluster's clock showed this, to a second, at this timestamp of the process's <see cref="TimeProvider"/>.
    /// </summary>
    public void Observe(DateTimeOffset date, long receivedAt)
    {
        lock (gate)
        {
            var seen = new Sighting(date.ToUniversalTime(), receivedAt);
            if (first is not { } origin || last is not { } before)
            {
                // What was told before was the process's time, which binds nobody.
                first = last = seen;
                told = DateTimeOffset.MinValue;
                return;
            }

            if (receivedAt <= before.Received)
            {
                return;
            }

            if (HasJumped(seen, before))
            {
                first = last = seen;
                IsMeasured = false;
                told = DateTimeOffset.MinValue;
                return;
            }

            if (time.GetElapsedTime(origin.Received, receivedAt) >= ShortestBase)
            {
                Measure(origin, seen);
            }

            last = seen;
        }
    }

    /// <summary>
    /// How long to wait, in process time, until the cluster's clock shows this moment; zero when it is past.
    /// </summary>
    public TimeSpan Until(DateTimeOffset clusterTime)
    {
        var left = clusterTime - Now;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left / Rate;
    }

    // A real cluster runs at speed 1 exactly; a rate within what the cut seconds allow is taken for that.
    private void Measure(Sighting origin, Sighting seen)
    {
        var real = time.GetElapsedTime(origin.Received, seen.Received);
        var shown = seen.Date - origin.Date;
        Rate = (shown - real).Duration() <= Grain + (real / 100) ? 1 : Math.Max(shown / real, 0.01);
        IsMeasured = true;
    }

    // A clock that shows something else than it should was set, or belongs to a cluster that has been started anew.
    private bool HasJumped(Sighting seen, Sighting before)
    {
        var shown = seen.Date - before.Date;
        if (shown < -Grain)
        {
            return true;
        }

        var expected = time.GetElapsedTime(before.Received, seen.Received) * Rate;
        return IsMeasured && (shown - expected)
            .Duration() > TimeSpan.FromSeconds(5) + (2 * Grain * Rate) + (expected / 10);
    }

    private DateTimeOffset At(long moment)
    {
        if (last is not { } known)
        {
            return time.GetUtcNow();
        }

        return known.Date + (time.GetElapsedTime(known.Received, moment) * Rate);
    }

    private readonly record struct Sighting(DateTimeOffset Date, long Received);
}
