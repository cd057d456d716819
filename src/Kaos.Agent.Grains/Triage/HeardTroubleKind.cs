using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// One trouble as the watch or an alert tells of it, keyed by <see cref="TroubleNote.Id"/>: standing or over. It
/// survives a restart, so that nothing is told twice and a fix is judged by every alert that was heard.
/// </summary>
public sealed class HeardTroubleKind : IGrainKind<TroubleState, TroubleCommand, TroubleEvent>
{
    public const string Name = "trouble";
    public const string Standing = "standing";

    public string Kind => Name;

    public JsonTypeInfo<TroubleCommand> CommandJson => KaosJson.Default.TroubleCommand;

    public EventCodec<TroubleEvent> Events { get; } = Family.CodecOf(KaosJson.Default.TroubleEvent, KaosJson.Default);

    public static GrainId IdOf(string note) => new(Name, note);

    /// <summary>What troubles of a source about a cluster are listed under.</summary>
    public static string GroupOf(string source, string cluster) => $"{source}/{cluster}";

    /// <summary>What troubles about an object are tagged with.</summary>
    public static string TagOf(ObjectRef subject) => (subject with { Container = null }).ToString();

    public TroubleState Initial(string key) => new(null);

    public Decision<TroubleEvent> Decide(TroubleState state, TroubleCommand command, Turn turn) =>
        command is NoteTrouble { Note: var note } && !(note.At < state.Newest?.At)
            ? Decision<TroubleEvent>.Record(new TroubleNoted(note))
            : Decision<TroubleEvent>.Nothing();

    public TroubleState Fold(TroubleState state, TroubleEvent fact, EventMeta meta) =>
        fact is TroubleNoted { Note: var note } ? new(note) : state;

    public Consequences React(
        TroubleState after, IReadOnlyList<TroubleEvent> facts, Turn turn) => after.Newest is not { } newest
        ? Consequences.None
        : Consequences.None with
        {
            Views =
            [
                new ViewRow(
                    Name, newest.Id, newest.Tenant, newest.Over ? "over" : Standing,
                    GroupOf(newest.Source, newest.Cluster), TagOf(newest.Subject), turn.Now,
                    JsonSerializer.SerializeToUtf8Bytes(newest, KaosJson.Default.TroubleNote)),
            ],
        };

    public TroubleCommand? Wake(TroubleState state, string deadline) => null;
}

/// <param name="Newest">Null until the first.</param>
public sealed record TroubleState(TroubleNote? Newest);
