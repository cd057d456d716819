using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Actions;

/// <summary>
/// Changes the field of a custom resource from which its operator makes an object's field. Planned by
/// <see cref="Planning.OperatorPlans"/>, and bounded as the action on the object itself is.
/// </summary>
internal sealed class EditCustomResource : ITypedAction
{
    public string Name => ActionNames.EditCustomResource;

    public bool IsProposable => true;

    /// <summary>None by name: <see cref="CustomEdit"/> says which.</summary>
    public ImmutableArray<string> Kinds => [];

    public Built Build(ActionInput input) =>
        new Built.Refused("a custom resource is changed for an object that is made from it");

    public string? Violation(PlanStep step, JsonArray patch, ActionBounds bounds)
    {
        if (step.Custom is not { } custom || TypedActions.Find(custom.Action) is not { IsProposable: true } inner ||
            inner is EditCustomResource)
        {
            return "it does not say for what a custom resource is changed";
        }

        if (!IsOperators(custom.Group) || step.Target.Kind.Contains("Secret", StringComparison.Ordinal) ||
            custom.Owned.Namespace != step.Target.Namespace)
        {
            return $"{step.Target.Kind} of {custom.Group} is not an operator's resource beside {custom.Owned}";
        }

        var owned = JsonPatch.Parse(custom.OwnedPatch);
        var meant = TypedActions.Writes(owned).Select(write => write.Value?.ToString() ?? "").ToArray();
        return !inner.Kinds.Contains(custom.Owned.Kind) ? $"{custom.Action} is not for a {custom.Owned.Kind}"
            : !Writable.Only(patch, "spec/**") || TypedActions.Writes(patch)
                .Count() > meant.Length ? "it writes more than the fields that are meant"
            : TypedActions.Writes(patch).Any(write =>
                write.Op != "replace" || write.Value is not JsonValue value || !IsMeant(value.ToString(), meant))
                ? "it writes another value than the one that is meant"
            : inner.Violation(
                step with { Action = inner.Name, Target = custom.Owned, Patch = custom.OwnedPatch, Custom = null, PullRequest = null },
                owned, bounds);
    }

    public string BlastRadius(ObjectRef target) =>
        $"{target.Kind} {target.Name}, and whatever its operator makes from it";

    /// <summary>A group of somebody's own, not one of Kubernetes.</summary>
    public static bool IsOperators(string group) =>
        group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal);

    // An image may be kept as a name and a tag.
    private static bool IsMeant(string value, string[] meant) =>
        meant.Any(one => one == value || one.EndsWith($":{value}", StringComparison.Ordinal));
}
