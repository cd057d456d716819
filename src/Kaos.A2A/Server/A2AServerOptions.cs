using Kaos.A2A.Push;

namespace Kaos.A2A.Server;

/// <summary>How <see cref="A2AServer"/> behaves.</summary>
public sealed class A2AServerOptions
{
    /// <summary>
    /// Whose a task is, as a stable string; by default the authenticated name, or one shared anonymous owner.
    /// </summary>
    public Func<A2ACallContext, string> Owner { get; set; } = static context => context.User.Identity?.Name ?? "";

    /// <summary>Ids of tasks, contexts and push configurations: unguessable.</summary>
    public Func<string> NewId { get; set; } = RandomIds.Next;

    /// <summary>
    /// Events that a stream may fall behind before it is closed with an error; its client then subscribes again.
    /// </summary>
    public int SubscriberCapacity { get; set; } = 1024;

    /// <summary>
    /// Finished tasks that <see cref="InMemoryTaskStore"/> keeps, all callers together; the oldest go first, and are
    /// then answered like tasks that never were.
    /// </summary>
    public int FinishedTasks { get; set; } = 1_000;

    /// <summary>How long after its end <see cref="InMemoryTaskStore"/> keeps a finished task.</summary>
    public TimeSpan FinishedTaskAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How webhooks are called, and which are refused.</summary>
    public PushNotificationOptions Push { get; } = new();

    /// <summary>The card for authenticated callers; null when there is none.</summary>
    public Func<A2ACallContext, AgentCard?> ExtendedCard { get; set; } = static _ => null;

    /// <summary>
    /// Serve the extended card to callers without credentials, too. For conformance suites, which have none.
    /// </summary>
    public bool AllowAnonymousExtendedCard { get; set; }
}
