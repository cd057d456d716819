namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>How a scenario was told.</summary>
internal enum Form
{
    AsWritten,
    Renamed,
    Shuffled,
    Noisy,

    /// <summary>Logs cannot be read, and it is said.</summary>
    WithoutLogs,

    /// <summary>Events cannot be read, and it is said.</summary>
    WithoutEvents,

    /// <summary>Metrics cannot be read, and it is said.</summary>
    WithoutMetrics,

    /// <summary>Objects are all that there is: the rest cannot be read, and it is said.</summary>
    ObjectsAlone,

    /// <summary>Events have expired and logs were rotated away: nothing says that there ever were any.</summary>
    Late,
}

internal static class Forms
{
    /// <summary>All that there is to see is there: these keep the promises of accuracy.</summary>
    public static IReadOnlyList<Form> Whole { get; } = [Form.AsWritten, Form.Renamed, Form.Shuffled, Form.Noisy];

    /// <summary>Something is missing: these show what the confidence is worth.</summary>
    public static IReadOnlyList<Form> Lossy { get; } =
        [Form.WithoutLogs, Form.WithoutEvents, Form.WithoutMetrics, Form.ObjectsAlone, Form.Late];
}
