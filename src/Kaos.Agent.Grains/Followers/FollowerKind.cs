using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Contracts;
using Kaos.Contracts.Followers;

namespace Kaos.Agent.Grains.Followers;

/// <summary>
/// How far one reader of the whole log has come, keyed by its name. It survives a restart, so that nothing is left out.
/// </summary>
public sealed class FollowerKind : IGrainKind<FollowerState, FollowerCommand, FollowerEvent>
{
    public const string Name = "follower";

    public string Kind => Name;

    public JsonTypeInfo<FollowerCommand> CommandJson => KaosJson.Default.FollowerCommand;

    public EventCodec<FollowerEvent> Events { get; } = Family.CodecOf(KaosJson.Default.FollowerEvent, KaosJson.Default);

    public static GrainId IdOf(string follower) => new(Name, follower);

    public FollowerState Initial(string key) => new(0, null);

    public Decision<FollowerEvent> Decide(FollowerState state, FollowerCommand command, Turn turn) => command switch
    {
        NotePosition(var position) when state.Since is null || position > state.Position =>
            Decision<FollowerEvent>.Record(new PositionNoted(position)),
        _ => Decision<FollowerEvent>.Nothing(),
    };

    public FollowerState Fold(
        FollowerState state, FollowerEvent fact, EventMeta meta) => fact is PositionNoted(var position)
        ? new(position, state.Since ?? meta.At)
        : state;

    public Consequences React(FollowerState after, IReadOnlyList<FollowerEvent> facts, Turn turn) => Consequences.None;

    public FollowerCommand? Wake(FollowerState state, string deadline) => null;
}

/// <param name="Position">In the log; everything up to it is done with.</param>
/// <param name="Since">When it began, in process time; null: it never did.</param>
public sealed record FollowerState(long Position, DateTimeOffset? Since);
