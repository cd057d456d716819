using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>A plan while it is being put together, step by step.</summary>
internal sealed class PlanDraft
{
    private readonly Dictionary<ObjectRef, JsonObject> before = [];
    private readonly Dictionary<ObjectRef, JsonObject> now = [];

    public List<PlanStep> Steps { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Diffs { get; } = [];

    /// <summary>Objects as they were read, in the order in which the plan comes to them.</summary>
    public IReadOnlyDictionary<ObjectRef, JsonObject> Before => before;

    /// <summary>The object as the steps so far leave it; null when none has come to it.</summary>
    public JsonObject? Now(ObjectRef target) => now.GetValueOrDefault(target);

    public void Read(ObjectRef target, JsonObject live)
    {
        before.TryAdd(target, live);
        now.TryAdd(target, live);
    }

    public void Change(ObjectRef target, JsonObject after) => now[target] = after;

    public void Warn(IEnumerable<string> warnings) => Warnings.AddRange(warnings.Where(text => !Warnings.Contains(text)));

    public ImmutableArray<Projection> Projections() => [.. before.Select(entry => Objects.ObjectProjection.Of(
        entry.Key, entry.Value, Steps.Any(step => step.Action == ActionNames.Scale && step.Target == entry.Key)))];
}
