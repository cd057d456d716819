using System.Text.Json.Serialization;

namespace Kaos.Contracts.Conversations;

/// <summary>What a conversation has settled beside its tasks.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ClusterChosen), "cluster-chosen")]
public abstract record ConversationEvent;

/// <summary>The conversation is about this cluster from now on, until a sentence names another one.</summary>
/// <param name="Cluster">As people call it: the kubeconfig context.</param>
public sealed record ClusterChosen(string Cluster) : ConversationEvent;
