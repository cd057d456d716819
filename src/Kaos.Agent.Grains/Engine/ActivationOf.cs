using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// A turn: dedupe, decide, encode, fold, react, one commit; on a version that has moved on, reload and decide again.
/// The state moves only when the commit is durable.
/// </summary>
internal sealed class Activation<TState, TCommand, TEvent>(
    IGrainKind<TState, TCommand, TEvent> kind,
    string key,
    EngineParts parts) : Activation(new GrainId(kind.Kind, key), parts)
    where TState : class
    where TCommand : class
    where TEvent : class
{
    private readonly SeenCommands causes = new(parts.Options.RememberedCommands);
    private readonly string stream = new GrainId(kind.Kind, key).Stream;
    private readonly Preparing<TState, TCommand, TEvent> preparing = new(kind, new GrainId(kind.Kind, key), parts);
    private readonly Checkpointing<TState>? checkpointing = kind.StateJson is { } json &&
        parts.Checkpoints is { } checkpoints
        ? new(new GrainId(kind.Kind, key).Stream, json, checkpoints, parts.Options, parts.Logger)
        : null;
    private TState? state;
    private long version;
    private Standing<TState>? standing;

    public override object? Standing => Volatile.Read(ref standing);

    protected override async ValueTask<Answer> TurnAsync(Question question)
    {
        await LoadAsync();
        Used();
        return question switch
        {
            { Command: TCommand command } => await DecideAsync(command, question.Actor, question.CommandId, null),
            { Due: { } due } => await WakeAsync(due, question.Actor),
            { Command: null } => new Answer(version),
            _ => throw new ArgumentException(
                $"A grain of kind '{kind.Kind}' takes {typeof(TCommand).Name} commands, not {question.Command.GetType().Name}."),
        };
    }

    private async ValueTask<Answer> WakeAsync(Deadline due, Principal actor)
    {
        // Only this grain's own turns change its deadlines, so what is read here cannot change before the commit.
        if (await Parts.Deadlines.FindAsync(due.Kind, due.Key, due.Name, CancellationToken.None) is not { } now ||
            now.Due != due.Due)
        {
            return new Answer(version);
        }

        var commandId = $"{stream}/deadline/{due.Name}/{due.Due.UtcTicks}";
        var answer = Current is { } current && kind.Wake(current, due.Name) is { } command
            ? await DecideAsync(command, actor, commandId, due.Name)
            : new Answer(version);

        if (answer.Refusal is { Code: ProblemCode.Unavailable })
        {
            return answer;
        }

        // A deadline fires once. What recorded nothing has not cleared it, so it is cleared here.
        var left = await Parts.Deadlines.FindAsync(due.Kind, due.Key, due.Name, CancellationToken.None);
        if (left?.Due == due.Due)
        {
            await ClearAsync(due.Name);
        }

        return answer;
    }

    private async ValueTask ClearAsync(string deadline)
    {
        var result = await Parts.Log.AppendAsync(
            new Commit
            {
                Stream = stream,
                ExpectedVersion = version,
                Events = [],
                Deadlines = [new DeadlineChange(kind.Kind, key, deadline, null)],
            },
            CancellationToken.None);
        if (!result.Appended)
        {
            // Another process went on with this grain: it decides about its deadlines, and this one looks again.
            await LoadAsync(result.Version);
        }
    }

    private async ValueTask<Answer> DecideAsync(TCommand command, Principal actor, string commandId, string? waking)
    {
        for (var attempt = 0; attempt < Parts.Options.Attempts; attempt++)
        {
            if (causes.Contains(commandId))
            {
                return new Answer(version, Duplicate: true);
            }

            var turn = new Turn(actor, Parts.Time.GetUtcNow(), commandId, version);
            var decision = kind.Decide(Current, command, turn);
            if (decision.Refusal is not null || decision.Facts.Count == 0)
            {
                return new Answer(version, decision.Refusal, decision.Ref);
            }

            var prepared = preparing.Of(Current, decision.Facts, turn, waking);
            var result = await Parts.Log.AppendAsync(prepared.Commit, CancellationToken.None);
            if (result.Appended)
            {
                Advance(prepared.After, result.Version, commandId);
                Parts.Tell(new Committed(Id, Current, turn.Version + 1, prepared.Stored, turn.Now));
                return new Answer(version, Ref: decision.Ref);
            }

            Parts.Logger.Overtaken(stream, turn.Version, result.Version);
            await LoadAsync(result.Version);
        }

        return new Answer(version, new Problem(
            ProblemCode.Unavailable,
            $"'{stream}' was changed by another process {Parts.Options.Attempts} times in a row; nothing was recorded.",
            "Send the same command again."));
    }

    private TState Current => state ??= kind.Initial(key);

    private void Advance(TState after, long newVersion, string cause)
    {
        state = after;
        version = newVersion;
        causes.Add(cause);
        Publish();
        checkpointing?.KeepIfGrown(after, version, causes);
    }

    private void Publish() => Volatile.Write(ref standing, new Standing<TState>(Current, version));

    private ValueTask LoadAsync() => standing is null ? LoadAsync(version) : ValueTask.CompletedTask;

    private async ValueTask LoadAsync(long found)
    {
        if (found < version)
        {
            Parts.Logger.LogWentBack(stream, version, found);
            (state, version, standing) = (null, 0, null);
            causes.Clear();
        }

        if (version == 0 && checkpointing is not null && await checkpointing.FindAsync(causes) is { } kept)
        {
            (state, version) = (kept.State, kept.Version);
        }

        await foreach (var stored in Parts.Log.ReadAsync(stream, version + 1, CancellationToken.None))
        {
            var fact = kind.Events.Read(stored.Type, stored.Data.Span);
            state = kind.Fold(Current, fact, new EventMeta(stored.Seq, stored.At, stored.Actor, stored.Cause));
            version = stored.Seq;
            causes.Add(stored.Cause);
        }

        Publish();
        checkpointing?.KeepIfGrown(Current, version, causes);
    }
}
