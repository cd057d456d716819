using Kaos.Contracts;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// The way to grains. One mailbox per id: turns of one grain never overlap, turns of different grains do.
/// Grains never ask grains; only edges, drivers, the outbox and the deadline loop ask.
/// </summary>
public interface IGrains
{
    /// <summary>
    /// One turn. Returns when its events are durable. A command id that the grain has seen is not decided again:
    /// the answer is then <see cref="Answer.Duplicate"/>.
    /// </summary>
    ValueTask<Answer> AskAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="AskAsync"/> for a grain that most likely has no event yet and will hardly be asked again: nothing is
    /// read and nothing stays in memory, unless it turns out to be there already.
    /// </summary>
    ValueTask<Answer> BeginAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken);

    /// <summary>The grain's state after every turn that has been answered.</summary>
    ValueTask<Standing<TState>> StateAsync<TState>(GrainId id, CancellationToken cancellationToken)
        where TState : class;
}

/// <summary>Kind is a registered grain kind; the key may hold any printable character.</summary>
public readonly record struct GrainId(string Kind, string Key)
{
    public string Stream => $"{Kind}/{Key}";

    public override string ToString() => Stream;
}

/// <summary>What a grain answered. State is read separately; this says whether the command took effect.</summary>
/// <param name="Version">The stream's version after the turn.</param>
/// <param name="Whole">All that the grain's stream holds, when the turn was its first and went by
/// <see cref="IGrains.BeginAsync"/>.</param>
public sealed record Answer(
    long Version, Problem? Refusal = null, string? Ref = null, bool Duplicate = false, Committed? Whole = null);

/// <summary>A state and the version it stands for.</summary>
public sealed record Standing<TState>(TState State, long Version);
