using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Grains.Engine;

public sealed class EngineOptions
{
    /// <summary>
    /// A grain that nobody has asked for this long is forgotten; the next question rebuilds it from the log.
    /// </summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Grains in memory at a time; beyond it, those that were used least recently are forgotten before they are idle
    /// for long.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MostActive { get; set; } = 2000;

    /// <summary>Commands by which a grain recognises a repetition: so many, the newest.</summary>
    [Range(1, 1_000_000)]
    public int RememberedCommands { get; set; } = 10_000;

    /// <summary>
    /// A checkpoint of a grain's state is kept after so many events, where its kind has a form for it.
    /// </summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvents { get; set; } = 1000;

    /// <summary>Questions waiting for one grain; beyond it, askers wait for room.</summary>
    [Range(1, 100_000)]
    public int MailboxCapacity { get; set; } = 1024;

    /// <summary>How often one turn decides again because another process appended first.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 5;

    /// <summary>Messages read from the outbox, and deadlines from theirs, at a time.</summary>
    [Range(1, 100_000)]
    public int PageSize { get; set; } = 256;

    /// <summary>Grains that messages are delivered to, or that are woken, at the same time.</summary>
    [Range(1, 1024)]
    public int Parallelism { get; set; } = 16;

    /// <summary>Wait after the first failed delivery or wake-up; doubles up to <see cref="LongestBackOff"/>.</summary>
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromMinutes(1);
}
