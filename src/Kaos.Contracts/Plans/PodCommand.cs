using System.Collections.Immutable;

namespace Kaos.Contracts.Plans;

/// <summary>A program that a step runs in a container of its target, a pod. It is run once at most.</summary>
/// <param name="Argv">The program and its arguments, each as it is; there is no shell unless the first one is a
/// shell.</param>
/// <param name="Limit">How long it is listened to.</param>
public sealed record PodCommand(string Container, ImmutableArray<string> Argv, TimeSpan Limit)
{
    /// <summary>
    /// With its digest: a pod is made for it and removed afterwards. Null: it runs in a pod that is there.
    /// </summary>
    public string? Image { get; init; }
}
