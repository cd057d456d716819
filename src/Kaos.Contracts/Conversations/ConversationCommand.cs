using System.Text.Json.Serialization;

namespace Kaos.Contracts.Conversations;

/// <summary>What can be asked of a conversation; <see cref="ConversationEvent"/> says what the members mean.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChooseCluster), "choose-cluster")]
[JsonDerivedType(typeof(AskBack), "ask-back")]
[JsonDerivedType(typeof(SettleChange), "settle-change")]
public abstract record ConversationCommand;

public sealed record ChooseCluster(string Cluster) : ConversationCommand;

public sealed record AskBack(OpenWish Wish) : ConversationCommand;

public sealed record SettleChange : ConversationCommand;
