using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>A plan while it is being put together, step by step.</summary>
/// <param name="at">Cluster time.</param>
internal sealed class PlanDraft(PlanScope scope, DateTimeOffset at, ClusterSnapshot world, IKubernetesReader reader)
{
    private readonly Dictionary<ObjectRef, JsonObject> before = [];
    private readonly Dictionary<ObjectRef, JsonObject> now = [];
    private readonly List<PlanStep> steps = [];

    public string Tenant => scope.Tenant;

    public string Cluster => scope.Cluster;

    public string IncidentId => scope.IncidentId;

    public DateTimeOffset At => at;

    public ClusterSnapshot World => world;

    /// <summary>Reads past every cache.</summary>
    public IKubernetesReader Reader => reader;

    public IReadOnlyList<PlanStep> Steps => steps;

    public List<string> Warnings { get; } = [];

    public List<string> Diffs { get; } = [];

    /// <summary>
    /// The object as the steps so far leave it, without members when it is not there; null when none has come to it.
    /// </summary>
    public JsonObject? Now(ObjectRef target) => now.GetValueOrDefault(target);

    /// <summary>The object as it was read; without members when it was not there.</summary>
    public JsonObject Before(ObjectRef target) => before.GetValueOrDefault(target) ?? [];

    public string? UidOf(ObjectRef target) => JsonPath.Text(before.GetValueOrDefault(target), "metadata", "uid");

    /// <param name="live">Without members: the object is not there.</param>
    public void Read(ObjectRef target, JsonObject live)
    {
        before.TryAdd(target, live);
        now.TryAdd(target, live);
    }

    /// <param name="after">The step's target after it; null: the step takes it away.</param>
    public void Add(PlanStep step, JsonObject? after)
    {
        steps.Add(step);
        now[step.Target] = after ?? [];
    }

    public void Warn(IEnumerable<string> warnings) =>
        Warnings.AddRange(warnings.Where(text => !Warnings.Contains(text)));

    /// <summary>Everything that was read, as it was before the first step.</summary>
    public ImmutableArray<Projection> Projections() => [.. before.Select(entry => ObjectProjection.Of(
        entry.Key, entry.Value, steps.Any(step => step.Action == ActionNames.Scale && step.Target == entry.Key)))];
}
