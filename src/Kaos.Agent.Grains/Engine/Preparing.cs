using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Grains.Engine;

/// <summary>From what a grain decided to the one commit that holds it, and the state after it.</summary>
internal sealed class Preparing<TState, TCommand, TEvent>(
    IGrainKind<TState, TCommand, TEvent> kind, GrainId id, EngineParts parts)
    where TState : class
    where TCommand : class
    where TEvent : class
{
    /// <param name="waking">The deadline whose turn it is; null when nobody was woken.</param>
    public Prepared<TState, TEvent> Of(TState current, IReadOnlyList<TEvent> facts, Turn turn, string? waking)
    {
        var actor = turn.Actor.ToString();
        var events = new NewEvent[facts.Count];
        var stored = new TEvent[facts.Count];
        var after = current;
        for (var i = 0; i < facts.Count; i++)
        {
            var name = kind.Events.NameOf(facts[i]);
            var json = kind.Events.Write(facts[i]);
            events[i] = new NewEvent(name, turn.Now, actor, turn.CommandId, json);

            // Folded as read back, so that the living state is the one that a replay gives.
            stored[i] = kind.Events.Read(name, json);
            after = kind.Fold(after, stored[i], new EventMeta(turn.Version + 1 + i, turn.Now, actor, turn.CommandId));
        }

        var also = kind.React(after, stored, turn);
        var deadlines = also.Deadlines.Select(change => new DeadlineChange(kind.Kind, id.Key, change.Name, change.Due));
        if (waking is not null && also.Deadlines.All(change => change.Name != waking))
        {
            deadlines = deadlines.Append(new DeadlineChange(kind.Kind, id.Key, waking, null));
        }

        var commit = new Commit
        {
            Stream = id.Stream,
            ExpectedVersion = turn.Version,
            Events = events,
            Outbox = [.. also.Messages.Select((send, n) => Message(send, $"{id.Stream}/{turn.Version}/{n}", actor))],
            Deadlines = [.. deadlines],
            Views = also.Views,
        };
        return new(commit, after, stored);
    }

    private OutboxMessage Message(Send send, string messageId, string actor) =>
        new(messageId, send.To.Kind, send.To.Key, actor, parts.Binding(send.To.Kind).WriteCommand(send.Command));
}

/// <param name="Stored">The events as they will be read back.</param>
internal readonly record struct Prepared<TState, TEvent>(Commit Commit, TState After, TEvent[] Stored);
