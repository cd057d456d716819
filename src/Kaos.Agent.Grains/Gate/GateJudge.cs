using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>
/// Runs the guardrails: all of them, every reason kept, the strictest wins. A rule that fails is a Deny.
/// </summary>
internal sealed class GateJudge(
    IEnumerable<IGuardrail> rules, PolicyFile policy, IMaturity maturity, ISwitches switches, IActionHistory history,
    IClusters clusters,
    IGrants grants, TimeProvider time)
{
    private readonly ImmutableArray<IGuardrail> rules = [.. rules];

    public async ValueTask<Judgement> JudgeAsync(Plan plan, Consent consent, CancellationToken cancellationToken)
    {
        var @case = await CaseOfAsync(plan, consent, cancellationToken);
        var verdicts = Run(@case, _ => true);
        return new Judgement(verdicts.Max(verdict => verdict.Effect), @case.Level, verdicts);
    }

    /// <summary>What can be said while a plan is made: all but whether it is whole and who approved it.</summary>
    public async ValueTask<ImmutableArray<Verdict>> ForeseeAsync(Plan plan, CancellationToken cancellationToken) =>
        Run(await CaseOfAsync(plan, Consent.None, cancellationToken), rule => rule.Stage is not ("plan" or "approval"));

    /// <summary>What holds for every write, whoever asked for it: null, or the rule that says no.</summary>
    public async ValueTask<Verdict?> ForbidsAsync(Plan plan, bool undo, CancellationToken cancellationToken) =>
        Run(
            await CaseOfAsync(plan, Consent.None, cancellationToken),
            rule => rule is TypedActionRule or NeverList or PlanHashRule or ReadSetRule or KillSwitchRule ||
                (!undo && rule is MaturityRule))
            .FirstOrDefault(verdict => verdict.Effect == Effect.Deny);

    /// <summary>Replica bounds for objects there.</summary>
    public PolicyRules RulesFor(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        policy.Read().Policy.For(tenant, cluster, namespaces);

    /// <summary>Of the rules in force; what a plan carries.</summary>
    public string PolicyDigest => policy.Read().Policy.Digest;

    private async ValueTask<GateCase> CaseOfAsync(Plan plan, Consent consent, CancellationToken cancellationToken)
    {
        var (read, problem, _) = policy.Read();
        return new GateCase(
            plan,
            consent,
            read,
            problem,
            await maturity.LevelOfAsync(plan, cancellationToken),
            await switches.StoppedAsync(plan.Tenant, cancellationToken),
            await history.OfAsync(plan, cancellationToken),
            clusters.Find(plan.Cluster)?.Now ?? time.GetUtcNow())
        {
            HasBroker = grants.HasBroker(plan.Cluster),
        };
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
            return new Verdict(
                rule.Stage, rule.Name, Effect.Deny, $"The rule could not be applied ({broken.GetType().Name}).");
        }
    }
}
