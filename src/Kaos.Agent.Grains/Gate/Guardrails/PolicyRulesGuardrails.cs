using System.Globalization;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>A policy that cannot be read allows proposing only.</summary>
internal sealed class PolicyReadableRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "policy-readable";

    public Opinion Judge(GateCase @case) => @case.Policy is null
        ? Opinion.Deny($"The policy could not be read, so KAOS may only propose: {@case.PolicyProblem}")
        : Opinion.Allow($"Policy: {@case.Policy.Source}.");
}

/// <summary>The tenant's policy names the workflows and actions that are allowed.</summary>
internal sealed class AllowedRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "allowed";

    public Opinion Judge(GateCase @case)
    {
        var rules = @case.Rules;
        if (rules.Workflows is { } workflows && !workflows.Contains(@case.Plan.WorkflowId))
        {
            return Opinion.Deny($"The policy does not allow {@case.Plan.WorkflowId} here ({rules.Names}).");
        }

        return rules.Actions is { } actions
            && @case.Plan.Steps.FirstOrDefault(step => !actions.Contains(step.Action)) is { } odd
            ? Opinion.Deny($"The policy does not allow {odd.Action} here ({rules.Names}).")
            : Opinion.Allow($"{@case.Plan.WorkflowId} is allowed ({rules.Names}).");
    }
}

/// <summary>Outside a maintenance window, where the policy has windows, nothing is changed.</summary>
internal sealed class WindowRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "maintenance-window";

    public Opinion Judge(GateCase @case)
    {
        var shut = @case.Rules.Windows.FirstOrDefault(set => !set.Any(window => window.Contains(@case.Now)));
        return shut.IsDefault
            ? Opinion.Allow(@case.Rules.Windows.IsEmpty ? "No maintenance windows are set." : "Inside a maintenance window.")
            : Opinion.Deny(string.Create(
                CultureInfo.InvariantCulture,
                $"It is {@case.Now.UtcDateTime:ddd HH:mm} UTC, outside the maintenance windows {string.Join(", ", shut)}."));
    }
}
