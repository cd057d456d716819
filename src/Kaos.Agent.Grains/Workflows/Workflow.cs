using System.Collections.Immutable;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// A way of fixing a class of faults, as the catalog's YAML defines it. The schema is in this folder's README.
/// </summary>
public sealed record Workflow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>May name parameters and facts in braces.</summary>
    public required string Description { get; init; }

    public required Risk Risk { get; init; }

    /// <summary>How often the author expects it to work before there is any record: 0 to 1.</summary>
    public required double Prior { get; init; }

    /// <summary>The third part of an incident class, such as <c>raise-memory</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Cause codes that it fits.</summary>
    public required ImmutableArray<string> Causes { get; init; }

    /// <summary>Facts without which it is not offered: a name, or <c>name=value</c>.</summary>
    public required ImmutableArray<string> Needs { get; init; }

    /// <summary>Facts with which it is not offered: they name what it would leave as it is.</summary>
    public required ImmutableArray<string> Unless { get; init; }

    public required ImmutableArray<FitTerm> Fit { get; init; }

    public required ImmutableArray<WorkflowParameter> Parameters { get; init; }

    /// <summary>From <see cref="PreconditionNames"/>; checked before it is offered.</summary>
    public required ImmutableArray<string> Preconditions { get; init; }

    public required ImmutableArray<WorkflowStep> Steps { get; init; }

    public required WorkflowVerification Verification { get; init; }

    public required string Rollback { get; init; }

    public required string ExpectedEffect { get; init; }

    public required string BlastRadius { get; init; }

    public required string WhenNotToUse { get; init; }

    /// <summary>SHA-256 of the file's text with line ends normalised, in hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>
/// One term of the fit: its weight counts in full when the condition holds, <paramref name="Else"/> of it otherwise.
/// </summary>
/// <param name="Condition">What must hold; in words for a person: <see cref="Why"/>.</param>
public sealed record FitTerm(double Weight, FitCondition Condition, double Else, string Why);

public abstract record FitCondition
{
    /// <summary>The fact is there and, when <paramref name="Is"/> is given, has that value.</summary>
    public sealed record Fact(string Name, string? Is) : FitCondition;

    /// <summary>The finding cites evidence from this source.</summary>
    public sealed record Cited(string Source) : FitCondition;

    /// <summary>The cause code is this one.</summary>
    public sealed record Cause(string Code) : FitCondition;

    /// <summary>One amount is at least <paramref name="Factor"/> times the other.</summary>
    public sealed record AtLeast(string Name, string Other, double Factor) : FitCondition;
}

/// <param name="From">Facts, tried in order; <c>$subject</c>, <c>$editTarget</c>, <c>$rootCause</c> and <c>$symptom</c>
/// stand for the finding's objects, <c>$container</c> for the container that it names.</param>
/// <param name="Optional">Where it has no value, arguments and checks that name it are left out.</param>
/// <param name="Kinds">For objects: the kinds it may be of. The first is meant when the fact has only a name.</param>
public sealed record WorkflowParameter(
    string Name,
    ParameterType Type,
    ImmutableArray<string> From,
    ImmutableArray<string> Kinds,
    int Min,
    int Max,
    string Description,
    bool Optional = false);

public enum ParameterType
{
    Object,
    Text,
    Integer,
    Quantity,
}

/// <param name="Target">An object parameter in braces.</param>
/// <param name="With">Arguments of the action.</param>
public sealed record WorkflowStep(
    string Action, string Target, ImmutableSortedDictionary<string, string> With, string Describe);

public sealed record WorkflowVerification(TimeSpan Window, ImmutableArray<WorkflowCheck> Checks);

/// <param name="Required">Whether it decides; null: only when the finding rests on what the check measures.</param>
public sealed record WorkflowCheck(string Kind, string On, bool? Required);

/// <summary>What can be demanded before a workflow is offered.</summary>
public static class PreconditionNames
{
    public const string Quota = "quota";
    public const string Capacity = "capacity";
    public const string NoAutoscaler = "no-autoscaler";
    public const string DisruptionBudget = "disruption-budget";

    /// <summary>Another pod of the same controller is ready: what ails the pod is its own.</summary>
    public const string OthersReady = "others-ready";

    /// <summary>The workload is scaled to zero.</summary>
    public const string NoReplicas = "no-replicas";

    /// <summary>The workload has pods, and not all of them are started anew again and again already.</summary>
    public const string Runs = "runs";

    internal static readonly ImmutableArray<string> All =
        [Quota, Capacity, NoAutoscaler, DisruptionBudget, OthersReady, NoReplicas, Runs];
}

/// <summary>What the verifier knows to look at.</summary>
public static class CheckNames
{
    public const string RolloutHealthy = "rollout-healthy";
    public const string NoOomKills = "no-oom-kills";
    public const string MemoryStable = "memory-stable";
    public const string EndpointsReady = "endpoints-ready";
    public const string PoolRecovers = "pool-recovers";
    public const string LatencyRecovers = "latency-recovers";
    public const string NodeSchedulable = "node-schedulable";
    public const string NodeCordoned = "node-cordoned";
    public const string NodeEmpty = "node-empty";

    /// <summary>Nothing is bad any more about the object.</summary>
    public const string SymptomsGone = "symptoms-gone";

    /// <summary>The object is not there any more.</summary>
    public const string Gone = "gone";

    /// <summary>The object, read again, is as the plan's steps wrote it.</summary>
    public const string AsWritten = "as-written";

    /// <summary>The object that an operator makes from a custom resource is what the change of that was for.</summary>
    internal const string AsMeant = "as-meant";

    /// <summary>As many replicas are ready as are asked for, and no more.</summary>
    public const string ReplicasMatch = "replicas-match";

    /// <summary>The volume has the size that its claim asks for.</summary>
    public const string VolumeGrown = "volume-grown";

    /// <summary>What an autoscaler wants lies within its bounds.</summary>
    public const string AutoscalerInBounds = "autoscaler-in-bounds";

    internal static readonly ImmutableArray<string> All =
    [
        RolloutHealthy, NoOomKills, MemoryStable, EndpointsReady, PoolRecovers, LatencyRecovers, NodeSchedulable,
        NodeCordoned,
        NodeEmpty, SymptomsGone, Gone, AsWritten, ReplicasMatch, VolumeGrown, AutoscalerInBounds,
    ];
}
