using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Plans;

/// <summary>
/// Exactly what would be done, prepared before anybody is asked. <see cref="Hash"/> covers every other member, so what
/// was shown, what was approved and what runs are the same thing.
/// </summary>
public sealed record Plan
{
    /// <summary>SHA-256 in hex over the canonical JSON of the plan without this member.</summary>
    public required string Hash { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>Hash of the workflow's definition: a changed workflow is a different way of fixing.</summary>
    public required string WorkflowHash { get; init; }

    /// <summary>Cause code + owner kind + action template; what maturity is kept for.</summary>
    public required string IncidentClass { get; init; }

    public required string Tenant { get; init; }

    public required string Cluster { get; init; }

    /// <summary>
    /// <c>create_update_plan_review</c>, <c>deletion_plan_review</c>, <c>scale_plan_review</c> or <c>exec_approval</c>.
    /// </summary>
    public required string ReviewType { get; init; }

    /// <summary>The object that the first write is on.</summary>
    public required ObjectRef Target { get; init; }

    public required string Summary { get; init; }

    /// <summary>All changes as a unified diff of YAML, whole.</summary>
    public required string Diff { get; init; }

    public required ImmutableArray<PlanStep> Steps { get; init; }

    /// <summary>Every object that the plan was made from, as it was then.</summary>
    public required ImmutableArray<Projection> ReadSet { get; init; }

    public required VerificationPlan Verification { get; init; }

    /// <summary>How it would be undone, in words; null when it could not be.</summary>
    public string? Rollback { get; init; }

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Rules that were in force when the plan was made, each with what it said.</summary>
    public ImmutableArray<Verdict> Policy { get; init; } = [];

    /// <summary>SHA-256 in hex of the policy that was in force when the plan was made.</summary>
    public string? PolicyDigest { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>By object, in the order of the steps; null in plans that were made before there were any.</summary>
    public ImmutableArray<PlanReview>? Reviews { get; init; }
}

/// <summary>One write on one object, and what is waited for after it.</summary>
public sealed record PlanStep
{
    /// <summary>From the closed set in <see cref="ActionNames"/>.</summary>
    public required string Action { get; init; }

    public required ObjectRef Target { get; init; }

    /// <summary>
    /// In words, present participle, as it is told while it runs: "Reverting ConfigMap shop/settings to v42".
    /// </summary>
    public required string Description { get; init; }

    /// <summary>
    /// RFC 6902, with <c>test</c> operations for what it replaces. One that adds or removes the root makes or deletes
    /// the whole object.
    /// </summary>
    public required string Patch { get; init; }

    /// <summary>
    /// RFC 6902, the inverse of exactly the fields written, with <c>test</c> operations; null when there is none.
    /// </summary>
    public string? Inverse { get; init; }

    public required Recovery Recovery { get; init; }

    /// <summary>Who managed the fields before.</summary>
    public ImmutableArray<string> Managers { get; init; } = [];

    /// <summary>Hash of the object before the write, in the blob store.</summary>
    public string? BeforeImage { get; init; }

    /// <summary>Waits until the target's replicas are updated and ready, telling each one.</summary>
    public bool AwaitRollout { get; init; }

    /// <summary>Whose replicas are waited for; null: the target's own.</summary>
    public ObjectRef? RolloutOf { get; init; }

    /// <summary>What is run inside of the target; null where an object is written instead.</summary>
    public PodCommand? Command { get; init; }

    /// <summary>
    /// The branch that is pushed to the target's repository; null where an object is written instead. The patch then
    /// says what the object will be like once it is merged and applied.
    /// </summary>
    public PullRequest? PullRequest { get; init; }

    /// <summary>
    /// That the target is a custom resource, and what it is changed for; null for every other target.
    /// </summary>
    public CustomEdit? Custom { get; init; }
}

/// <summary>How a step is made safe to repeat after a crash (design section 4).</summary>
[JsonConverter(typeof(KebabCase<Recovery>))]
public enum Recovery
{
    /// <summary>The patch tests what it replaces: repeated, it fails and changes nothing.</summary>
    Conditional,

    /// <summary>The world shows by a name or timestamp whether it has happened.</summary>
    Named,

    /// <summary>Never repeated: when the outcome is unknown, a person is asked.</summary>
    AtMostOnce,
}

/// <summary>The closed set of things that KAOS can do to a cluster.</summary>
public static class ActionNames
{
    public const string Apply = "apply";
    public const string Cordon = "cordon";
    public const string DebugPod = "debug-pod";
    public const string Delete = "delete";
    public const string EditCustomResource = "edit-custom-resource";
    public const string Evict = "evict";
    public const string Exec = "exec";
    public const string ExpandVolumeClaim = "expand-volume-claim";
    public const string Label = "label";
    public const string PatchAutoscaler = "patch-autoscaler";
    public const string PatchResources = "patch-resources";
    public const string PullRequest = "pull-request";
    public const string RestartPod = "restart-pod";
    public const string RestoreConfigMap = "restore-configmap";
    public const string Resume = "resume";
    public const string RollbackRevision = "rollback-revision";
    public const string RolloutRestart = "rollout-restart";
    public const string Scale = "scale";
    public const string SetImage = "set-image";
    public const string SetProbe = "set-probe";
    public const string SetSelector = "set-selector";
    public const string SetTargetPort = "set-target-port";
    public const string Suspend = "suspend";
    public const string Taint = "taint";
    public const string Uncordon = "uncordon";
    public const string Untaint = "untaint";
}

/// <summary>
/// What of an object a plan depends on: uid, spec or data, relevant metadata; never status or managedFields.
/// </summary>
/// <param name="Sha256">Of the canonical JSON of the projection, in hex.</param>
public sealed record Projection(ObjectRef Object, string Uid, string Sha256);

/// <summary>What must be seen, for how long, before it counts as fixed. Times are cluster time.</summary>
public sealed record VerificationPlan(TimeSpan Window, ImmutableArray<VerificationCheck> Checks);

/// <param name="Kind">A check that the verifier knows: <c>rollout-healthy</c>, <c>no-oom-kills</c>,
/// <c>memory-stable</c>, <c>endpoints-ready</c>, <c>pool-recovers</c>, <c>latency-recovers</c>,
/// <c>node-schedulable</c>.</param>
/// <param name="Required">A check that is not required is told, and decides nothing (its data may be missing).</param>
public sealed record VerificationCheck(string Kind, ObjectRef Object, bool Required);

/// <summary>What one rule said of one plan.</summary>
/// <param name="Stage">Of the gate: <c>action</c>, <c>never-list</c>, <c>policy</c>, <c>maturity</c>, <c>plan</c>,
/// <c>approval</c>, <c>grant</c>, <c>execute</c>, <c>verify</c>.</param>
public sealed record Verdict(string Stage, string Rule, Effect Effect, string Reason);

/// <summary>Strictest wins: Deny over Ask over Allow.</summary>
[JsonConverter(typeof(KebabCase<Effect>))]
public enum Effect
{
    Allow,
    Ask,
    Deny,
}

/// <summary>What KAOS may do for an incident class (design section 7).</summary>
[JsonConverter(typeof(KebabCase<Maturity>))]
public enum Maturity
{
    /// <summary>Nobody is asked: what KAOS would have done is recorded beside what people did.</summary>
    Observe,

    Propose,
    Approve,
    Act,
}
