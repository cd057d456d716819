using System.Text.Json.Serialization;
using Kaos.Contracts.Push;

namespace Kaos.Contracts.Views;

/// <summary>A webhook and how far its notifications have come.</summary>
public sealed record PushView
{
    public required string TaskId { get; init; }

    public required string HookId { get; init; }

    public required string SessionId { get; init; }

    public required string Url { get; init; }

    public required PushStage State { get; init; }

    /// <summary>Notifications that the receiver took.</summary>
    public int Delivered { get; init; }

    /// <summary>Notifications that the receiver will never take; skipped.</summary>
    public int Refused { get; init; }

    /// <summary>Failed attempts at the notification that is under way.</summary>
    public int Failures { get; init; }

    /// <summary>Place of the newest notification that is done with; a stream resumes after it.</summary>
    public string? Place { get; init; }

    public PushAttempt? LastResult { get; init; }

    public string? LastDetail { get; init; }

    public DateTimeOffset? LastAt { get; init; }
}

[JsonConverter(typeof(KebabCase<PushStage>))]
public enum PushStage
{
    Active,

    /// <summary>The task is over, and everything was told.</summary>
    Finished,

    /// <summary>The receiver was silent for too long.</summary>
    GivenUp,

    Removed,
}
