using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Grants;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Grants;

/// <summary>
/// The rights that carrying out a plan and undoing it takes, and no other. Reads are not among them: KAOS looks with
/// its own account, and a patch needs no get.
/// </summary>
public static class PlanRights
{
    /// <summary>In a fixed order, each once.</summary>
    public static ImmutableArray<GrantRight> Of(Plan plan) =>
    [
        .. plan.Steps.SelectMany(Of).Distinct().OrderBy(right => right.ToString(), StringComparer.Ordinal),
    ];

    private static IEnumerable<GrantRight> Of(PlanStep step)
    {
        if (step.PullRequest is not null)
        {
            // It writes in a repository.
            yield break;
        }

        if (step.Command is { Image: not null })
        {
            yield return new("create", "batch", "jobs", step.Target.Namespace, "");
            yield return new("delete", "batch", "jobs", step.Target.Namespace, step.Target.Name);
            yield break;
        }

        if (step.Command is not null)
        {
            // An upgrade begins as a GET, and newer servers ask for the right to create as well.
            yield return new("create", "", "pods/exec", step.Target.Namespace, step.Target.Name);
            yield return new("get", "", "pods/exec", step.Target.Namespace, step.Target.Name);
            yield break;
        }

        yield return For(step, JsonPatch.Parse(step.Patch));
        if (step.Inverse is { } inverse)
        {
            yield return For(step, JsonPatch.Parse(inverse));
        }
    }

    private static GrantRight For(PlanStep step, JsonArray patch)
    {
        var target = step.Target;
        var type = Kinds.Of(step) ?? throw new InvalidOperationException($"No plan is about a {target.Kind}.");
        var place = type.Namespaced ? target.Namespace : null;
        return WholeObject.Created(patch) is not null ? new("create", type.Group, type.Plural, place, "")
            : !WholeObject.IsRemoval(patch) ? new("patch", type.Group, type.Plural, place, target.Name)
            : step.Action == ActionNames.Evict ? new(
                "create", type.Group, $"{type.Plural}/eviction", place, target.Name)
            : new("delete", type.Group, type.Plural, place, target.Name);
    }
}
