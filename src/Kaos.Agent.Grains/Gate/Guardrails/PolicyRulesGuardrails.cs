using System.Globalization;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>A policy that cannot be read allows proposing only.</summary>
internal sealed class PolicyReadableRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "policy-readable";

    public Opinion Judge(GateCase @case) => @case.PolicyProblem is { } problem
        ? Opinion.Deny($"The policy cannot be read now, so KAOS may only propose: {problem}")
        : Opinion.Allow($"Policy: {@case.Policy.Source} ({@case.Policy.Digest[..12]}).");
}

/// <summary>Only a tenant with the tier for it has changes made; others read, and get proposals.</summary>
internal sealed class EntitlementRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "entitlement";

    public Opinion Judge(GateCase @case) => @case.Policy.Entitles(@case.Plan.Tenant)
        ? Opinion.Allow($"The tenant {@case.Plan.Tenant} has the tier {TenantPolicy.Agentic}.")
        : Opinion.Deny(
            $"The tenant {@case.Plan.Tenant} does not have the tier {TenantPolicy.Agentic}, so KAOS may only propose. "
            + $"List it under 'tenants' in {@case.Policy.Source}.");
}

/// <summary>How many objects one plan may write on.</summary>
internal sealed class BlastRadiusRule : IGuardrail
{
    public string Stage => "policy";

    public string Name => "blast-radius";

    public Opinion Judge(GateCase @case)
    {
        var objects = NeverList.ActedOn(@case.Plan).Select(target => target with { Container = null }).Distinct()
            .Count();
        return objects > @case.Rules.MaxObjects
            ? Opinion.Deny(
                $"The plan writes on {objects} objects; the policy allows {@case.Rules.MaxObjects} ({@case.Rules.Names}).")
            : Opinion.Allow($"The plan writes on {objects} of at most {@case.Rules.MaxObjects} objects.");
    }
}

/// <summary>Somebody has stopped KAOS: nothing is written, not even to undo.</summary>
internal sealed class KillSwitchRule : IGuardrail
{
    public const string RuleName = "kill-switch";

    public string Stage => "policy";

    public string Name => RuleName;

    public Opinion Judge(GateCase @case) => @case.Stopped is { } stopped
        ? Opinion.Deny($"KAOS is stopped: {stopped} Nothing is written until somebody resumes it.")
        : Opinion.Allow("KAOS is not stopped.");
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
            ? Opinion.Allow(
                @case.Rules.Windows.IsEmpty ? "No maintenance windows are set." : "Inside a maintenance window.")
            : Opinion.Deny(string.Create(
                CultureInfo.InvariantCulture,
                $"It is {@case.Now.UtcDateTime:ddd HH:mm} UTC, outside the maintenance windows {string.Join(", ", shut)}."));
    }
}

/// <summary>Rules in monitor mode decide nothing yet: what they would have said is recorded.</summary>
internal sealed class MonitorRule : IGuardrail
{
    private static readonly IGuardrail[] Watched =
    [
        new AllowedRule(), new BlastRadiusRule(), new WindowRule(), new CoolDownRule(), new AttemptsRule(),
        new StormRule(), new MaturityRule(),
        new ApprovalRule(),
    ];

    public string Stage => "policy";

    public string Name => "monitor";

    public Opinion Judge(GateCase @case)
    {
        var enforced = @case with { Policy = @case.Policy.Enforced() };
        var stricter = Watched
            .Select(rule => (rule.Name, Now: rule.Judge(@case), Then: rule.Judge(enforced)))
            .Where(one => one.Then.Effect > one.Now.Effect)
            .Select(one => $"{one.Name} would {(one.Then.Effect == Effect.Deny ? "deny" : "ask")}: {one.Then.Reason}")
            .ToList();
        return Opinion.Allow(stricter.Count == 0 ? "No rule in monitor mode objects." : string.Join(" ", stricter));
    }
}
