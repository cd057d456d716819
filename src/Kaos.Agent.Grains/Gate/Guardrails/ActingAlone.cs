using System.Globalization;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>
/// When nobody has to be asked: level Act, confidence enough, risk low enough, and a way back from every step.
/// </summary>
internal static class ActingAlone
{
    public static Opinion Judge(GateCase @case, OwnChoice own)
    {
        var rules = @case.Rules;
        var step = @case.Plan.Steps.FirstOrDefault(step =>
            step.Inverse is null || step.Recovery == Recovery.AtMostOnce);
        return (@case, own) switch
        {
            { @case.Level: < Maturity.Act } => Ask($"the class {@case.Plan.IncidentClass} is at {@case.Level} here"),
            _ when rules.Approvals > 1 => Ask($"the policy wants {rules.Approvals} approvers ({rules.Names})"),
            _ when !(own.Confidence >= rules.ActConfidence) => Ask(string.Create(
                CultureInfo.InvariantCulture,
                $"its confidence is {own.Confidence:0.00}, and it acts alone from {rules.ActConfidence:0.00}")),
            _ when own.Risk > rules.ActRisk => Ask($"the risk is {own.Risk}, and it acts alone up to {rules.ActRisk}"),
            _ when step is not null => Ask($"{step.Action} on {step.Target} cannot be undone"),
            _ => Opinion.Allow(string.Create(
                CultureInfo.InvariantCulture,
                $"Nobody has to be asked: confidence {own.Confidence:0.00} (from {rules.ActConfidence:0.00}), risk {own.Risk}, and every step can be undone.")),
        };
    }

    private static Opinion Ask(string why) => Opinion.Ask(
        $"KAOS chose this plan and does not act alone: {why}. A person with the role approver has to decide.");
}
