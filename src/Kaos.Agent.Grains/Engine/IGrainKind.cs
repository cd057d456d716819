using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// The behaviour of one kind of grain, as pure functions (design section 4): no clock, no I/O, no randomness but what
/// is passed in. The engine loads, calls, appends.
/// </summary>
/// <typeparam name="TState">Immutable.</typeparam>
/// <typeparam name="TCommand">A closed family of records, carried as JSON.</typeparam>
/// <typeparam name="TEvent">A closed family of records; what the log stores.</typeparam>
public interface IGrainKind<TState, TCommand, TEvent>
    where TState : class
    where TCommand : class
    where TEvent : class
{
    /// <summary>The first part of the stream id, <c>kind/key</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Polymorphic (with a type discriminator): any command of the family reads and writes through it.
    /// </summary>
    JsonTypeInfo<TCommand> CommandJson { get; }

    /// <summary>Stable name and JSON form of every event type of the family.</summary>
    EventCodec<TEvent> Events { get; }

    /// <summary>
    /// Form of the state in checkpoints, for kinds with long streams; null: folded from the first event each time.
    /// </summary>
    JsonTypeInfo<TState>? StateJson => null;

    TState Initial(string key);

    Decision<TEvent> Decide(TState state, TCommand command, Turn turn);

    TState Fold(TState state, TEvent fact, EventMeta meta);

    /// <summary>What else this turn's commit must hold: messages to other grains, deadlines, view rows.</summary>
    Consequences React(TState after, IReadOnlyList<TEvent> facts, Turn turn);

    /// <summary>The command that a deadline of this name stands for; null when it no longer means anything.</summary>
    TCommand? Wake(TState state, string deadline);
}

/// <summary>Who asks, when, and the command's id.</summary>
/// <param name="Now">Process time.</param>
/// <param name="Version">The stream's version before this turn; a seed for deterministic ids.</param>
public sealed record Turn(Principal Actor, DateTimeOffset Now, string CommandId, long Version);

/// <summary>What a fold may use of an event besides its content.</summary>
public readonly record struct EventMeta(long Seq, DateTimeOffset At, string Actor, string Cause);

/// <summary>Either facts to record, or a refusal; never both. No facts and no refusal: nothing to do.</summary>
/// <param name="Ref">An id that the caller needs (the incident that a signal was given to); null otherwise.</param>
public sealed record Decision<TEvent>(IReadOnlyList<TEvent> Facts, Problem? Refusal = null, string? Ref = null)
{
    public static Decision<TEvent> Nothing(string? reference = null) => new([], null, reference);

    public static Decision<TEvent> Record(params TEvent[] facts) => new(facts);

    public static Decision<TEvent> Refuse(Problem problem) => new([], problem);
}

public sealed record Consequences(
    IReadOnlyList<Send> Messages,
    IReadOnlyList<DeadlineSetting> Deadlines,
    IReadOnlyList<ViewRow> Views)
{
    public static readonly Consequences None = new([], [], []);
}

/// <summary>
/// A command for another grain. Its id is derived from this turn (stream, version, place in the list).
/// </summary>
public sealed record Send(GrainId To, object Command);

/// <summary>Null clears.</summary>
public sealed record DeadlineSetting(string Name, DateTimeOffset? Due);
