using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>What KAOS may do for this class of incident, under the policy's ceiling.</summary>
internal sealed class MaturityRule : IGuardrail
{
    public string Stage => "maturity";

    public string Name => "maturity";

    public Opinion Judge(GateCase @case) => @case.Level <= Maturity.Propose
        ? Opinion.Deny(
            $"KAOS may only {(@case.Level == Maturity.Observe ? "observe" : "propose")} here (class {@case.Plan.IncidentClass}; {Why(@case)}) "
            + $"A person can run by hand: {string.Join(" && ", KubectlCommands.Of(@case.Plan))}")
        : Opinion.Allow(
            $"The class {@case.Plan.IncidentClass} is at {@case.Level}: "
            + $"{(@case.Level == Maturity.Act ? "KAOS carries out what it chooses" : "an approved plan is carried out")}. {Why(@case)}");

    private static string Why(GateCase @case) =>
        @case.Reached.Level <= @case.Level ? @case.Reached.Why
        : @case.Rules.Ceiling == @case.Level ? $"the policy's ceiling is {@case.Level}."
        : @case.Level == Maturity.Approve ? $"Act stays off: no grant broker is installed for {@case.Plan.Cluster} (Grants:Broker)."
        : "the policy allows no more now.";
}
