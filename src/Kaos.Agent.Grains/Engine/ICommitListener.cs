namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Hears of every commit of every grain of this process, once it is durable and before the caller is answered; in order
/// per grain. Drivers hang on it. It is called within the grain's turn: return at once, never wait, never ask a grain.
/// What it throws is logged and lost. After a crash it is not called again for what it missed: whoever must not miss
/// anything tails the log or keeps a deadline.
/// </summary>
public interface ICommitListener
{
    /// <param name="stateAfter">The grain's state after the commit; of the kind's state type.</param>
    /// <param name="firstSeq">Of the first event of the commit.</param>
    void OnCommitted(GrainId id, object stateAfter, long firstSeq);
}
