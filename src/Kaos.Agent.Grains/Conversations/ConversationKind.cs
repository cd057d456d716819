using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Engine;
using Kaos.Contracts;
using Kaos.Contracts.Conversations;

namespace Kaos.Agent.Grains.Conversations;

/// <summary>What one caller's conversation is about; two callers never share one, whatever they call it.</summary>
public sealed class ConversationKind : IGrainKind<ConversationState, ConversationCommand, ConversationEvent>
{
    public const string Name = "conversation";

    public string Kind => Name;

    public JsonTypeInfo<ConversationCommand> CommandJson => KaosJson.Default.ConversationCommand;

    public EventCodec<ConversationEvent> Events { get; } = Family.CodecOf(
        KaosJson.Default.ConversationEvent, KaosJson.Default);

    public static GrainId IdOf(Principal caller, string contextId) =>
        new(Name, Fingerprint.Hex(20, caller.ToString(), contextId));

    public ConversationState Initial(string key) => new(null);

    public Decision<ConversationEvent> Decide(
        ConversationState state, ConversationCommand command, Turn turn) => command switch
        {
            ChooseCluster(var cluster) when cluster != state.Cluster =>
                Decision<ConversationEvent>.Record(new ClusterChosen(cluster)),
            AskBack(var wish) => Decision<ConversationEvent>.Record(new ChangeAskedBack(wish)),
            SettleChange when state.Open is not null => Decision<ConversationEvent>.Record(new ChangeSettled()),
            _ => Decision<ConversationEvent>.Nothing(),
        };

    public ConversationState Fold(ConversationState state, ConversationEvent fact, EventMeta meta) => fact switch
    {
        ClusterChosen(var cluster) => state with { Cluster = cluster },
        ChangeAskedBack(var wish) => state with { Open = wish, AskedAt = meta.At },
        ChangeSettled => state with { Open = null },
        _ => state,
    };

    public Consequences React(ConversationState after, IReadOnlyList<ConversationEvent> facts, Turn turn) =>
        Consequences.None;

    public ConversationCommand? Wake(ConversationState state, string deadline) => null;
}

/// <param name="Cluster">Null: none was chosen.</param>
public sealed record ConversationState(string? Cluster)
{
    /// <summary>A change that waits for the answer to one question; null: none.</summary>
    public OpenWish? Open { get; init; }

    /// <summary>Process time.</summary>
    public DateTimeOffset AskedAt { get; init; }
}
