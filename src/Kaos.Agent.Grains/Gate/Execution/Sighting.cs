using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// What the live object says of a step: whether it happened, and whether the object is still the planned one. Pure.
/// </summary>
internal static class Sighting
{
    /// <param name="live">Null: the object is not there.</param>
    public static bool IsDone(Plan plan, ObjectRef target, JsonObject? live, JsonArray patch)
    {
        if (WholeObject.IsRemoval(patch))
        {
            return live is null ||
                (Uid(plan, target) is { Length: > 0 } uid && uid != JsonPath.Text(live, "metadata", "uid"));
        }

        if (WholeObject.Created(patch) is { } made)
        {
            return live is not null && WholeObject.Holds(live, made);
        }

        return live is not null && Uid(plan, target) == (JsonPath.Text(live, "metadata", "uid") ?? "")
            && TypedActions.Writes(patch).All(write => write.Op == "remove"
                ? JsonPath.Find(live, write.Path) is null
                : JsonNode.DeepEquals(JsonPath.Find(live, write.Path), write.Value));
    }

    /// <summary>
    /// Another object has the name now. What a step makes, or what was not there, cannot be told by its uid.
    /// </summary>
    public static bool IsOther(Plan plan, ObjectRef target, JsonObject? live, JsonArray patch) =>
        live is not null && WholeObject.Created(patch) is null
        && Uid(plan, target) is var uid && uid != "" && uid != (JsonPath.Text(live, "metadata", "uid") ?? "");

    /// <summary>
    /// What the earlier steps of the plan did to the object is taken back in thought before it is compared.
    /// </summary>
    public static bool IsAsPlanned(Plan plan, int step, Projection projection, JsonObject? now)
    {
        var before = now;
        foreach (var done in plan.Steps[..step].Where(earlier => earlier.Target == projection.Object).Reverse())
        {
            var patch = JsonPatch.Parse(done.Patch);
            if (WholeObject.IsRemoval(patch))
            {
                // It was compared when it was taken away; what has its name now is another one.
                return true;
            }

            if (done.Inverse is { } inverse)
            {
                before = WholeObject.Created(patch) is not null ? null
                    : before is null ? null
                    : JsonPatch.Apply(before, JsonPatch.Parse(inverse));
                if (before is null && projection.Uid.Length > 0)
                {
                    return false;
                }
            }
        }

        var withReplicas = plan.Steps.Any(other =>
            other.Action == ActionNames.Scale && other.Target == projection.Object);
        return ObjectProjection.Of(projection.Object, before, withReplicas) == projection;
    }

    /// <summary>
    /// The tool that keeps the fields in step with a repository by now, where the step still writes them in the
    /// cluster. It is asked again at the write, and is no part of the projections: books of managers and labels change
    /// by themselves.
    /// </summary>
    public static Upstream? NewUpstream(PlanStep step, JsonObject? live, JsonArray patch) =>
        live is not null && TypedActions.Find(step.Action) is { } action
            ? Ownership.Upstream(
                action, live, [.. FieldManagers.Of(live, JsonPatch.Written(patch).Where(path => path.Length > 0))])
            : null;

    private static string? Uid(Plan plan, ObjectRef target) =>
        plan.ReadSet.FirstOrDefault(projection => projection.Object == target)?.Uid;
}
