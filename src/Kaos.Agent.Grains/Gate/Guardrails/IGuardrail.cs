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

/// <param name="Policy">In force; the last good one when the file is broken, and <paramref name="PolicyProblem"/> says
/// how.</param>
/// <param name="Reached">What the class has earned.</param>
/// <param name="Stopped">Who pulled the kill switch, and why; null while it is not.</param>
/// <param name="Now">Cluster time.</param>
internal sealed record GateCase(
    Plan Plan,
    Consent Consent,
    TenantPolicy Policy,
    string? PolicyProblem,
    ClassStanding Reached,
    string? Stopped,
    PastActions Past,
    DateTimeOffset Now)
{
    /// <summary>The writes would be made with a grant, not with KAOS's own rights.</summary>
    public bool HasBroker { get; init; }

    public PolicyRules Rules => Policy.For(Plan);

    /// <summary>
    /// What KAOS may do here: the class's maturity under the policy's ceiling; no more than propose without an
    /// entitlement or with a broken policy, no more than approve without a broker.
    /// </summary>
    public Maturity Level => new[]
    {
        Reached.Level,
        Rules.Ceiling,
        PolicyProblem is null &&
            Policy.Entitles(Plan.Tenant) ? HasBroker ? Maturity.Act : Maturity.Approve : Maturity.Propose,
    }.Min();

    /// <summary>Those among the approvers whose word counts.</summary>
    public IEnumerable<Principal> Deciders => Consent.Approvers.Where(approver =>
        approver.Kind == PrincipalKind.Person && (approver.Has(Role.Approver) || approver.Has(Role.Admin)) &&
            approver.MaySee(Plan.Tenant)
        && !(Rules.SeparateApprover && Consent.IsRequester(approver)));
}
