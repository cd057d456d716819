using System.Text.Json;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Engine;

/// <summary>A registered grain kind, with its type parameters closed over: what the engine works with.</summary>
public abstract class GrainBinding
{
    private protected GrainBinding(string kind) => Kind = kind;

    public string Kind { get; }

    public static GrainBinding Of<TState, TCommand, TEvent>(IGrainKind<TState, TCommand, TEvent> kind)
        where TState : class
        where TCommand : class
        where TEvent : class =>
        new Typed<TState, TCommand, TEvent>(kind);

    internal abstract byte[] WriteCommand(object command);

    internal abstract object ReadCommand(ReadOnlySpan<byte> json);

    internal abstract Activation Activate(string key, EngineParts parts);

    /// <summary>
    /// One turn of a grain that has no event yet; null when it has some after all, or decided to record nothing.
    /// </summary>
    internal abstract ValueTask<Answer?> BeginAsync(
        string key, object command, Principal actor, string commandId, EngineParts parts);

    private sealed class Typed<TState, TCommand, TEvent>(
        IGrainKind<TState, TCommand, TEvent> kind) : GrainBinding(kind.Kind)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        internal override byte[] WriteCommand(object command) =>
            JsonSerializer.SerializeToUtf8Bytes((TCommand)command, kind.CommandJson);

        internal override object ReadCommand(ReadOnlySpan<byte> json) =>
            JsonSerializer.Deserialize(json, kind.CommandJson)
            ?? throw new InvalidDataException($"A command for a grain of kind '{Kind}' is stored as null.");

        internal override Activation Activate(string key, EngineParts parts) =>
            new Activation<TState, TCommand, TEvent>(kind, key, parts);

        internal override async ValueTask<Answer?> BeginAsync(
            string key, object command, Principal actor, string commandId, EngineParts parts)
        {
            var (id, turn) = (new GrainId(Kind, key), new Turn(actor, parts.Time.GetUtcNow(), commandId, 0));
            var decision = kind.Decide(kind.Initial(key), (TCommand)command, turn);
            if (decision.Refusal is not null || decision.Facts.Count == 0)
            {
                return null;
            }

            var prepared = new Preparing<TState, TCommand, TEvent>(kind, id, parts)
                .Of(kind.Initial(key), decision.Facts, turn, null);
            var result = await parts.Log.AppendAsync(prepared.Commit, CancellationToken.None);
            if (!result.Appended)
            {
                return null;
            }

            var commit = new Committed(id, prepared.After, 1, prepared.Stored, turn.Now);
            parts.Tell(commit);
            return new Answer(result.Version, Ref: decision.Ref, Whole: commit);
        }
    }
}
