using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Grains.Driving;

/// <summary>Limits of the long work of sessions. Process time unless it says cluster time.</summary>
public sealed class DriverOptions
{
    /// <summary>
    /// How long an approval is waited for before the incident is handed to a person, and how long one that was given
    /// may wait for the first write.
    /// </summary>
    public TimeSpan ApprovalExpiry { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long a recorded intent may take; a new driver waits that long before it looks at the world.
    /// </summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Failures of the same piece of work, in a row, before it is handed to a person.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 6;

    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Readings in a watch window.</summary>
    [Range(1, 1000)]
    public int WatchReadings { get; set; } = 10;

    /// <summary>How long a branch that was pushed is waited for to be merged and applied. Cluster time.</summary>
    public TimeSpan AwaitMerge { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Cluster time after a fix within which the same trouble reopens the incident.</summary>
    public TimeSpan ReopenWindow { get; set; } = TimeSpan.FromMinutes(30);
}
