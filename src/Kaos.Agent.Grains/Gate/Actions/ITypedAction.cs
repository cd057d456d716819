using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// One thing that KAOS can do to one object. The set is closed; bounds are code, not settings of a workflow.
/// </summary>
internal interface ITypedAction
{
    /// <summary>From <see cref="ActionNames"/>.</summary>
    string Name { get; }

    ImmutableArray<string> Kinds { get; }

    Recovery Recovery => Recovery.Conditional;

    string ReviewType => ReviewTypes.CreateUpdate;

    bool AwaitsRollout => false;

    /// <summary>Whether the fields are part of what a GitOps tool would put back.</summary>
    bool IsDesiredState => true;

    /// <summary>
    /// Whether it can be made in a repository: it says what fields of an object that is there shall be.
    /// </summary>
    bool IsProposable => false;

    /// <summary>The object need not be there.</summary>
    bool MayCreate => false;

    /// <summary>The exact write, built from the object as it is. Pure.</summary>
    Built Build(ActionInput input);

    /// <summary>Judges a step as it stands in a plan, whoever made it: null, or why it is not allowed.</summary>
    string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds);

    /// <summary>What a person would type; null where only <c>kubectl patch</c> says the same.</summary>
    /// <param name="target"><c>deployment/web --namespace shop</c>.</param>
    string? Kubectl(string target, PlanStep step) => null;

    /// <summary>What it touches beyond the object itself, in words.</summary>
    string BlastRadius(ObjectRef target) =>
        AwaitsRollout ? $"The pods of {target.Name}, one after another" : $"{target.Kind} {target.Name} alone";
}

/// <summary>What kind of review a person is shown before a plan is carried out.</summary>
internal static class ReviewTypes
{
    public const string CreateUpdate = "create_update_plan_review";
    public const string Deletion = "deletion_plan_review";
    public const string Scale = "scale_plan_review";
    public const string Exec = "exec_approval";
}

/// <param name="Live">The whole object as the API server returned it; without members when it is not there.</param>
/// <param name="With">Arguments, filled.</param>
/// <param name="At">The plan's time: what deterministic names are made from.</param>
/// <param name="Earlier">The earlier version of the object, or of its pod template, where the action restores
/// one.</param>
internal sealed record ActionInput(
    ObjectRef Target,
    JsonObject Live,
    IReadOnlyDictionary<string, string> With,
    DateTimeOffset At,
    ClusterObjects World,
    JsonObject? Earlier,
    ActionBounds Bounds)
{
    /// <summary>An argument; null when it was not given or is empty.</summary>
    public string? Text(string name) => With.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
}

/// <summary>The write, or why there is none.</summary>
internal abstract record Built
{
    /// <param name="After">Null: the object is gone.</param>
    /// <param name="Inverse">Null: there is no way back.</param>
    /// <param name="Describe">Replaces the workflow's words where the action knows better; null keeps them.</param>
    /// <param name="RolloutOf">Whose replicas are waited for; null: the target's own.</param>
    public sealed record Draft(
        string Patch,
        string? Inverse,
        JsonObject? After,
        ImmutableArray<string[]> Touched,
        ImmutableArray<string> Warnings,
        string? Describe = null,
        ObjectRef? RolloutOf = null) : Built
    {
        /// <summary>What is run in the target; null where it is written.</summary>
        public PodCommand? Command { get; init; }
    }

    public sealed record Refused(string Why) : Built;

    /// <summary>It is as wanted already: nothing is written, and that is said.</summary>
    public sealed record Already(string What) : Built;

    /// <summary>The edits as a draft, or that they change nothing.</summary>
    public static Built Of(FieldEdits edits, string already, params ImmutableArray<string> warnings) => edits.Any
        ? new Draft(edits.Patch, edits.Inverse, edits.After, [.. edits.Touched], warnings)
        : new Already(already);
}

/// <summary>Hard bounds; a tenant's policy can only narrow them, replicas excepted.</summary>
internal sealed record ActionBounds(int MinReplicas = 2, int MaxReplicas = 20)
{
    /// <summary>A new limit or request is at most this many times the old one, and at least this part of it.</summary>
    public const int ResourceFactor = 4;

    /// <summary>
    /// What debug pods may run, by name: images with their digests. From the policy; none where it names none.
    /// </summary>
    public ImmutableDictionary<string, string> DebugImages { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A volume claim grows at most this many times at once.</summary>
    public const int VolumeFactor = 4;

    /// <summary>No probe waits longer than this many seconds in any of its fields.</summary>
    public const int ProbeSeconds = 600;
}
