using System.Text.Json;

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

    private sealed class Typed<TState, TCommand, TEvent>(IGrainKind<TState, TCommand, TEvent> kind) : GrainBinding(kind.Kind)
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
    }
}
