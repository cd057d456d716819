using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <inheritdoc cref="IPolicyDesk"/>
internal sealed class PolicyDesk(PolicyFile file, IClusters clusters) : IPolicyDesk
{
    private const string Everything = "*";

    public Result<PolicyView> Policy(string? cluster, string? @namespace, Principal caller)
    {
        if (cluster is null && @namespace is not null)
        {
            return new Problem(
                ProblemCode.Invalid, "A namespace alone is no place.", "Name the cluster, too: ?cluster=…&namespace=…");
        }

        var (policy, problem, since) = file.Read();
        PolicyInForce? here = null;
        if (cluster is not null)
        {
            if (clusters.Find(cluster) is not { Name: var name } ||
                clusters.TenantOf(name, @namespace) is var tenant && !caller.MaySee(tenant))
            {
                return new Problem(
                    ProblemCode.NotFound,
                    $"There is no such place: {cluster}{(@namespace is null ? "" : $"/{@namespace}")}.",
                    "Name a cluster and a namespace of your own tenants.");
            }

            here = InForce(policy, tenant, name, @namespace);
        }

        var all = caller.Tenants.Contains(Everything);
        return new PolicyView
        {
            Source = policy.Source,
            Digest = policy.Digest,
            Since = since,
            Broken = problem is null || all || caller.Has(Role.Admin)
                ? problem
                : "The policy file cannot be read now; an admin is told where.",
            Tiers = policy.Tiers.Where(tier => tier.Key == Everything || caller.MaySee(tier.Key))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Rules = [.. policy.Rules.Where(rule => IsFor(rule, caller)).Select(rule => Shown(policy, rule, caller))],
            DebugImages = policy.DebugImages.ToImmutableSortedDictionary(StringComparer.Ordinal),
            InForce = here,
        };
    }

    private static PolicyInForce InForce(TenantPolicy policy, string tenant, string cluster, string? @namespace)
    {
        var rules = policy.Applying(tenant, cluster, [@namespace ?? ""]);
        return new PolicyInForce(
            tenant, cluster, @namespace, policy.Entitles(tenant), [.. rules.Select(rule => rule.Name)],
            Limits(policy.Fold(rules)));
    }

    private static bool IsFor(PolicyRule rule, Principal caller) =>
        caller.Tenants.Contains(Everything) || caller.Tenants.Any(tenant => Place.Fits(rule.Tenants, tenant));

    private static PolicyRuleView Shown(TenantPolicy policy, PolicyRule rule, Principal caller) => new(
        rule.Name, rule.Monitor,
        [.. rule.Tenants.Where(pattern => caller.Tenants.Any(tenant =>
            tenant == Everything || Place.Fits([pattern], tenant)))],
        rule.Clusters, rule.Namespaces,
        [.. rule.Environments.Select(place => new PolicyPlace(place.Clusters, place.Namespaces))],
        Limits(policy.Fold([rule])));

    private static PolicyLimits Limits(PolicyRules rules) => new()
    {
        Ceiling = rules.Ceiling,
        Workflows = Sorted(rules.Workflows),
        Actions = Sorted(rules.Actions),
        Windows = [.. rules.Windows.Select(windows =>
            windows.Select(window => window.ToString()).ToImmutableArray())],
        MinReplicas = rules.Bounds.MinReplicas,
        MaxReplicas = rules.Bounds.MaxReplicas,
        Approvals = rules.Approvals,
        SeparateApprover = rules.SeparateApprover,
        Objects = rules.MaxObjects,
        CoolDown = rules.CoolDown,
        AttemptsPerDay = rules.AttemptsPerDay,
        IncidentsAtOnce = rules.IncidentsAtOnce,
        ActConfidence = rules.ActConfidence,
        ActRisk = rules.ActRisk,
    };

    private static ImmutableArray<string>? Sorted(ImmutableHashSet<string>? names) =>
        names is null ? null : [.. names.Order(StringComparer.Ordinal)];
}
