using Kaos.Contracts;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>
/// A person whose role allows it has approved exactly this plan; an agent never approves. At Act, what KAOS chose by
/// itself needs nobody, within <see cref="ActingAlone"/>.
/// </summary>
internal sealed class ApprovalRule : IGuardrail
{
    public string Stage => "approval";

    public string Name => "approval";

    public Opinion Judge(GateCase @case)
    {
        var wanted = @case.Rules.Approvals;
        var deciders = @case.Deciders.DistinctBy(person => person.Name).ToArray();
        if (deciders.Length >= wanted)
        {
            return Opinion.Allow($"Approved by {string.Join(", ", deciders.Select(person => person.Name))}.");
        }

        if (@case.Consent is { Own: { } own, Approvers.IsEmpty: true })
        {
            return ActingAlone.Judge(@case, own);
        }

        if (@case.Consent.Approvers.FirstOrDefault(approver => approver.Kind != PrincipalKind.Person) is { } other)
        {
            return Opinion.Ask($"{other} cannot approve: only a person can. An approver has to decide.");
        }

        if (@case.Rules.SeparateApprover &&
            @case.Consent.Approvers.FirstOrDefault(@case.Consent.IsRequester) is { } requester)
        {
            return Opinion.Ask(
                $"{requester.Name} asked for this plan, and the policy wants somebody else to approve it ({@case.Rules.Names}).");
        }

        return @case.Consent.Approvers.Except(deciders).FirstOrDefault() is { } powerless
            ? Opinion.Ask(
                $"{powerless.Name} may not approve for tenant {@case.Plan.Tenant}: the role approver is needed.")
            : Opinion.Ask(
                wanted == 1
                    ? "A person with the role approver has to decide."
                    : $"{wanted} approvers have to decide; {deciders.Length} did.");
    }
}
