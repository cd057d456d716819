namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Hears of every commit of every grain of this process, once it is durable and before the caller is answered; in order
/// per grain. Drivers hang on it. It is called within the grain's turn: return at once, never wait, never ask a grain.
/// What it throws is logged and lost. After a crash it is not called again for what it missed: whoever must not miss
/// anything tails the log or keeps a deadline.
/// </summary>
public interface ICommitListener
{
    void OnCommitted(Committed commit);
}

/// <summary>A commit that is durable.</summary>
/// <param name="State">The grain's state after it; of the kind's state type.</param>
/// <param name="FirstSeq">Of the first of <paramref name="Facts"/>.</param>
/// <param name="Facts">The events, of the kind's event type, as the log holds them.</param>
/// <param name="At">Process time; the events'.</param>
public sealed record Committed(GrainId Id, object State, long FirstSeq, IReadOnlyList<object> Facts, DateTimeOffset At);
