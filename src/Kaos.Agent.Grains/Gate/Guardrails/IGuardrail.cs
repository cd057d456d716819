using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>One rule of the gate. Pure: all that it may look at is in the case. An exception counts as Deny.</summary>
internal interface IGuardrail
{
    /// <summary>From the list at <see cref="Verdict"/>.</summary>
    string Stage { get; }

    string Name { get; }

    /// <summary>What it says of the plan; never empty, so that every rule leaves its reason.</summary>
    Opinion Judge(GateCase @case);
}

internal sealed record Opinion(Effect Effect, string Reason)
{
    public static Opinion Allow(string reason) => new(Effect.Allow, reason);

    public static Opinion Ask(string reason) => new(Effect.Ask, reason);

    public static Opinion Deny(string reason) => new(Effect.Deny, reason);
}

/// <param name="Policy">Null when it could not be read: <paramref name="PolicyProblem"/> says why.</param>
/// <param name="Now">Cluster time.</param>
internal sealed record GateCase(
    Plan Plan,
    ImmutableArray<Principal> Approvers,
    TenantPolicy? Policy,
    string? PolicyProblem,
    Maturity Reached,
    PastActions Past,
    DateTimeOffset Now)
{
    public PolicyRules Rules => (Policy ?? TenantPolicy.Default).For(Plan);

    /// <summary>What KAOS may do here: the class's maturity under the policy's ceiling. Act needs a broker, which there is not.</summary>
    public Maturity Level => new[] { Reached, Policy is null ? Maturity.Propose : Rules.Ceiling, Maturity.Approve }.Min();

    /// <summary>Those among the approvers whose word counts.</summary>
    public IEnumerable<Principal> Deciders => Approvers.Where(approver =>
        approver.Kind == PrincipalKind.Person && (approver.Has(Role.Approver) || approver.Has(Role.Admin)) && approver.MaySee(Plan.Tenant));
}
