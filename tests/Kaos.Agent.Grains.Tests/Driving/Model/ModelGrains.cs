using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Tests.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// The engine as a driver sees it: others have their turns between its own, and the process dies before or after a
/// commit.
/// </summary>
internal sealed class ModelGrains(Story story, Mischief mischief, Action meanwhile) : IGrains
{
    public ValueTask<Answer> AskAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken)
    {
        meanwhile();
        mischief.MayDie(40);
        var refusal = story.Do((SessionCommand)command, actor);
        mischief.MayDie(40);
        return ValueTask.FromResult(new Answer(story.Facts.Count, refusal));
    }

    public ValueTask<Answer> BeginAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken) =>
        AskAsync(id, command, actor, commandId, cancellationToken);

    public ValueTask<Standing<TState>> StateAsync<TState>(GrainId id, CancellationToken cancellationToken)
        where TState : class =>
            ValueTask.FromResult(new Standing<TState>((TState)(object)story.State, story.Facts.Count));
}
