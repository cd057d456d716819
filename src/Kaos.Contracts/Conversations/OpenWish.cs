using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Conversations;

/// <summary>A change as far as it was said; the rest was asked for.</summary>
/// <param name="Verb">As people say it.</param>
/// <param name="With">Arguments that are known already.</param>
/// <param name="Text">Everything that was said of it so far, redacted.</param>
/// <param name="Choices">The objects that could be meant, in the order in which they were told; empty when something
/// else is missing.</param>
public sealed record OpenWish(
    string Verb,
    string? Kind,
    string? Namespace,
    string? Name,
    string? Cluster,
    ImmutableSortedDictionary<string, string> With,
    string Text,
    ImmutableArray<OpenChoice> Choices);

/// <param name="Cluster">Empty: the wish's own.</param>
public sealed record OpenChoice(string Cluster, ObjectRef Object);
