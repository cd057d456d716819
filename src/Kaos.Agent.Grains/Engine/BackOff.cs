namespace Kaos.Agent.Grains.Engine;

/// <summary>Who is not to be tried again before when. Used by one loop at a time.</summary>
internal sealed class BackOff<T>(TimeProvider time, EngineOptions options)
    where T : notnull
{
    private readonly Dictionary<T, (int Failures, DateTimeOffset Until)> waits = [];

    public bool Blocks(T who) => waits.TryGetValue(who, out var wait) && wait.Until > time.GetUtcNow();

    /// <summary>The wait until the next try.</summary>
    public TimeSpan Failed(T who)
    {
        var failures = waits.GetValueOrDefault(who).Failures + 1;
        var wait = Doubling.Pause(options.FirstBackOff, options.LongestBackOff, failures);
        waits[who] = (failures, time.GetUtcNow() + wait);
        return wait;
    }

    public void Succeeded(T who) => waits.Remove(who);

    /// <summary>Until the first of them may be tried again; null when none waits.</summary>
    public TimeSpan? Shortest()
    {
        if (waits.Count == 0)
        {
            return null;
        }

        var left = waits.Values.Min(static wait => wait.Until) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
