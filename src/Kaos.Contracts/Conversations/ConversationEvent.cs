using System.Text.Json.Serialization;

namespace Kaos.Contracts.Conversations;

/// <summary>What a conversation has settled beside its tasks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ClusterChosen), "cluster-chosen")]
[JsonDerivedType(typeof(ChangeAskedBack), "change-asked-back")]
[JsonDerivedType(typeof(ChangeSettled), "change-settled")]
public abstract record ConversationEvent;

/// <summary>The conversation is about this cluster from now on, until a sentence names another one.</summary>
/// <param name="Cluster">As people call it: the kubeconfig context.</param>
public sealed record ClusterChosen(string Cluster) : ConversationEvent;

/// <summary>
/// A change was wished for and something is missing: one question was asked back, and waits for its answer.
/// </summary>
public sealed record ChangeAskedBack(OpenWish Wish) : ConversationEvent;

/// <summary>The question was answered, or dropped.</summary>
public sealed record ChangeSettled : ConversationEvent;
