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
    ILogger Logger);
