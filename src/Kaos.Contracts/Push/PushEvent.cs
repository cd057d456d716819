using System.Text.Json.Serialization;

namespace Kaos.Contracts.Push;

/// <summary>What happened to a task's webhooks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PushConfigured), "push-configured")]
[JsonDerivedType(typeof(PushRemoved), "push-removed")]
[JsonDerivedType(typeof(PushAttempted), "push-attempted")]
[JsonDerivedType(typeof(PushEnded), "push-ended")]
public abstract record PushEvent;

/// <summary>A webhook was added, or took the place of the one with the same id.</summary>
/// <param name="Caller">The task's caller, as <c>kind:name</c>.</param>
/// <param name="From">Version of the session that the first notification is a snapshot of.</param>
public sealed record PushConfigured(
    Webhook Hook, string TaskId, string ContextId, string SessionId, string Caller, long From) : PushEvent;

public sealed record PushRemoved(string HookId) : PushEvent;

/// <summary>One notification was sent; what it means for the next is in <paramref name="Result"/>.</summary>
/// <param name="Registered">Number of the event that registered the webhook: a replaced one hears nothing of the
/// old.</param>
/// <param name="Place">The notification's place in the task's stream.</param>
/// <param name="Detail">Status code or reason.</param>
public sealed record PushAttempted(
    string HookId, long Registered, string Place, PushAttempt Result, string Detail, DateTimeOffset At) : PushEvent;

/// <summary>
/// Nothing more is sent: the task is over and everything was told, or the receiver was silent for too long.
/// </summary>
public sealed record PushEnded(string HookId, long Registered, bool GivenUp) : PushEvent;

[JsonConverter(typeof(KebabCase<PushAttempt>))]
public enum PushAttempt
{
    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>The receiver will never take it; the next one is sent.</summary>
    Refused,

    /// <summary>Worth another attempt.</summary>
    Failed,
}
