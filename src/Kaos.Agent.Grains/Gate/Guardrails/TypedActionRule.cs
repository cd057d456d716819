using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>
/// Every step is an action of the closed set, within its bounds, on one object of a kind that the action knows.
/// </summary>
internal sealed class TypedActionRule : IGuardrail
{
    private const int MostSteps = 5;

    public string Stage => "action";

    public string Name => "typed-action";

    public Opinion Judge(GateCase @case)
    {
        var steps = @case.Plan.Steps.IsDefault ? [] : @case.Plan.Steps;
        var evictions = steps.Count(step => step.Action == ActionNames.Evict);
        if (steps.IsEmpty || steps.Length - evictions > MostSteps || evictions > Drain.MostPods)
        {
            return Opinion.Deny(
                $"A plan has one to {MostSteps} steps besides {Drain.MostPods} evictions at most; this one has {steps.Length}.");
        }

        foreach (var step in steps)
        {
            if (Violation(step, @case.Rules.Bounds) is { } why)
            {
                return Opinion.Deny($"{step.Action} on {step.Target}: {why}.");
            }
        }

        return Opinion.Allow("Every step is a known action within its bounds.");
    }

    private static string? Violation(PlanStep step, ActionBounds bounds)
    {
        if (TypedActions.Find(step.Action) is not { } action)
        {
            return "this is not an action that KAOS has";
        }

        if (step.Custom is null && !action.Kinds.Contains(step.Target.Kind))
        {
            return $"the action is for {string.Join(", ", action.Kinds)}";
        }

        var patch = JsonPatch.Parse(step.Patch);
        return action.Recovery != step.Recovery
            ? "its recovery is not that of the action"
            : step.Command is not null && action is not (Exec or DebugPod)
            ? "only exec and debug-pod run a command"
            : step.Custom is not null && action is not (EditCustomResource or OpenPullRequest)
            ? "only a change of a custom resource names one"
            : step.PullRequest is not null && action is not OpenPullRequest
            ? "only a pull request names a branch"
            : action.Violation(step, patch, bounds);
    }
}
