using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>One thing that KAOS can do to one object. The set is closed; bounds are code, not settings of a workflow.</summary>
internal interface ITypedAction
{
    /// <summary>From <see cref="ActionNames"/>.</summary>
    string Name { get; }

    Recovery Recovery { get; }

    string ReviewType { get; }

    bool AwaitsRollout { get; }

    /// <summary>Whether the fields are part of what a GitOps tool would put back.</summary>
    bool IsDesiredState { get; }

    ImmutableArray<string> Kinds { get; }

    /// <summary>The exact write, built from the object as it is. Pure.</summary>
    Built Build(ActionInput input);

    /// <summary>Judges a step as it stands in a plan, whoever made it: null, or why it is not allowed.</summary>
    string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds);
}

/// <param name="Live">The whole object as the API server returned it.</param>
/// <param name="With">Arguments from the workflow, filled.</param>
/// <param name="At">The plan's time: what deterministic names are made from.</param>
/// <param name="Earlier">The earlier version of the object, where the action restores one.</param>
internal sealed record ActionInput(
    ObjectRef Target,
    JsonObject Live,
    IReadOnlyDictionary<string, string> With,
    DateTimeOffset At,
    ClusterObjects World,
    JsonObject? Earlier,
    ActionBounds Bounds);

/// <summary>The write, or why there is none.</summary>
internal abstract record Built
{
    /// <param name="Describe">Replaces the workflow's words where the action knows better; null keeps them.</param>
    public sealed record Draft(
        string Patch,
        string Inverse,
        JsonObject After,
        ImmutableArray<string[]> Touched,
        ImmutableArray<string> Warnings,
        string? Describe = null) : Built;

    public sealed record Refused(string Why) : Built;
}

/// <summary>Hard bounds; a tenant's policy can only narrow them, replicas excepted.</summary>
internal sealed record ActionBounds(int MinReplicas = 2, int MaxReplicas = 20)
{
    /// <summary>A new memory limit is at most this many times the old one.</summary>
    public const int MemoryFactor = 4;
}
