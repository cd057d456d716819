using System.Collections.Immutable;

namespace Kaos.Contracts.Plans;

/// <summary>What a person has to see of one object before a plan is approved. Never cut.</summary>
/// <param name="Type"><c>create_update_plan_review</c>, <c>deletion_plan_review</c>, <c>scale_plan_review</c> or
/// <c>exec_approval</c>.</param>
/// <param name="Impact">What it touches, in words.</param>
/// <param name="Command">What a person would type for it.</param>
public sealed record PlanReview(string Type, string Kind, string? Namespace, string Name, string Impact, string Command)
{
    /// <summary>
    /// The whole object after the change; what is removed, for a deletion. Null where only its name matters (an
    /// eviction).
    /// </summary>
    public string? Yaml { get; init; }

    public int? CurrentReplicas { get; init; }

    public int? TargetReplicas { get; init; }

    /// <summary>Objects that go, by name.</summary>
    public ImmutableArray<string> Removes { get; init; } = [];

    /// <summary>The branch that is pushed, with its text; null where none is.</summary>
    public PullRequest? PullRequest { get; init; }

    /// <summary>What is run in the pod, word by word; null where nothing is.</summary>
    public PodCommand? Exec { get; init; }
}
