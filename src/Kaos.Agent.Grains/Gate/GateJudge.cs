using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>Runs the guardrails: all of them, every reason kept, the strictest wins. A rule that fails is a Deny.</summary>
internal sealed class GateJudge(
    IEnumerable<IGuardrail> rules, PolicyFile policy, IMaturity maturity, IActionHistory history, IClusters clusters, TimeProvider time)
{
    private readonly ImmutableArray<IGuardrail> rules = [.. rules];

    public Judgement Judge(Plan plan, ImmutableArray<Principal> approvers)
    {
        var @case = CaseOf(plan, approvers);
        var verdicts = Run(@case, _ => true);
        return new Judgement(verdicts.Max(verdict => verdict.Effect), @case.Level, verdicts);
    }

    /// <summary>What can be said while a plan is made: all but whether it is whole and who approved it.</summary>
    public ImmutableArray<Verdict> Foresee(Plan plan) =>
        Run(CaseOf(plan, []), rule => rule.Stage is not ("plan" or "approval"));

    /// <summary>What holds for every write, whoever asked for it: null, or why not.</summary>
    public string? Forbids(Plan plan, bool undo) =>
        Run(CaseOf(plan, []), rule => rule is TypedActionRule or NeverList or PlanHashRule or ReadSetRule || (!undo && rule is MaturityRule))
            .FirstOrDefault(verdict => verdict.Effect == Effect.Deny)?.Reason;

    /// <summary>Replica bounds for objects there.</summary>
    public PolicyRules RulesFor(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        (policy.Read().Policy ?? TenantPolicy.Default).For(tenant, cluster, namespaces);

    private GateCase CaseOf(Plan plan, ImmutableArray<Principal> approvers)
    {
        var now = clusters.Find(plan.Cluster)?.Now ?? time.GetUtcNow();
        var (read, problem) = policy.Read();
        return new GateCase(
            plan, approvers.IsDefault ? [] : approvers, read, problem,
            maturity.LevelOf(plan.Tenant, plan.Cluster, plan.IncidentClass), history.Of(plan, now), now);
    }

    private ImmutableArray<Verdict> Run(GateCase @case, Func<IGuardrail, bool> which) =>
        [.. rules.Where(which).Select(rule => Ask(rule, @case))];

    private static Verdict Ask(IGuardrail rule, GateCase @case)
    {
        try
        {
            var (effect, reason) = rule.Judge(@case);
            return new Verdict(rule.Stage, rule.Name, effect, reason);
        }
        catch (Exception broken)
        {
            // What cannot be judged is denied; the rule's own text could hold anything, so only its type is told.
            return new Verdict(rule.Stage, rule.Name, Effect.Deny, $"The rule could not be applied ({broken.GetType().Name}).");
        }
    }
}
