namespace Kaos.A2A.ConformanceHost;

/// <summary>Switches, by command line or environment: <c>--Streaming=false --ExtendedCard=true …</c>.</summary>
public sealed class ConformanceSettings
{
    public bool Streaming { get; set; } = true;

    public bool Push { get; set; } = true;

    public bool ExtendedCard { get; set; }

    /// <summary>URI of an extension that every request must name.</summary>
    public string? RequiredExtension { get; set; }

    public bool V03 { get; set; }

    public bool AllowMissingVersion { get; set; }

    /// <summary>How long a task of the resubscription script keeps working.</summary>
    public TimeSpan WorkTime { get; set; } = TimeSpan.FromSeconds(4.5);

    /// <summary>How many finished tasks are kept.</summary>
    public int FinishedTasks { get; set; } = 1_000;
}
