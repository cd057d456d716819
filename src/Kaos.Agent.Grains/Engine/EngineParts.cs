using Kaos.Agent.Grains.Log;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>What every activation needs of the engine.</summary>
internal sealed record EngineParts(
    IEventLog Log,
    IDeadlines Deadlines,
    IFoldCheckpoints? Checkpoints,
    TimeProvider Time,
    EngineOptions Options,
    Func<string, GrainBinding> Binding,
    Func<IReadOnlyList<ICommitListener>> Listeners,
    ILogger Logger)
{
    /// <summary>Once it is durable, before its caller is answered.</summary>
    public void Tell(Committed commit)
    {
        foreach (var listener in Listeners())
        {
            try
            {
                listener.OnCommitted(commit);
            }
            catch (Exception exception)
            {
                Logger.ListenerFailed(exception, commit.Id.Stream, commit.FirstSeq);
            }
        }
    }
}
