namespace Kaos.Agent.Grains.Engine;

/// <summary>Waits that double with each failure in a row, up to the longest. Pure.</summary>
public static class Doubling
{
    /// <param name="failures">In a row, the latest included; from 1.</param>
    public static TimeSpan Pause(TimeSpan first, TimeSpan longest, int failures)
    {
        var pause = first * Math.Pow(2, Math.Min(20, failures - 1));
        return pause < longest ? pause : longest;
    }
}
