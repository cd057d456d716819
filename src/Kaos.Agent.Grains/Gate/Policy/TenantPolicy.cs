using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>What the tenants allow, as a YAML file says it. All rules that match a plan apply, the strictest wins.</summary>
internal sealed record TenantPolicy(string Source, ImmutableArray<PolicyRule> Rules)
{
    /// <summary>Where no file is configured: the built-in workflows, with a person's approval.</summary>
    public static TenantPolicy Default { get; } = new("built-in default", [new PolicyRule
    {
        Name = "default",
        Workflows = ["restart-and-patch-memory", "rollback-config", "scale-statefulset", "rollback-node-drain"],
    }]);

    /// <summary>The rules for a plan, folded; a plan that no rule matches is not allowed anything.</summary>
    public PolicyRules For(Plan plan) =>
        For(plan.Tenant, plan.Cluster, [.. plan.Steps.Select(step => step.Target.Namespace ?? "")]);

    public PolicyRules For(string tenant, string cluster, ImmutableArray<string> namespaces)
    {
        var matching = Rules.Where(rule => rule.Matches(tenant, cluster, namespaces)).ToImmutableArray();
        return matching.IsEmpty
            ? new PolicyRules { Names = "no rule matches", Workflows = [], Ceiling = Maturity.Propose }
            : new PolicyRules
            {
                Names = string.Join(", ", matching.Select(rule => rule.Name)),
                Workflows = Intersect(matching.Select(rule => rule.Workflows)),
                Actions = Intersect(matching.Select(rule => rule.Actions)),
                Ceiling = matching.Min(rule => rule.Ceiling),
                Bounds = new ActionBounds(matching.Max(rule => rule.MinReplicas), matching.Min(rule => rule.MaxReplicas)),
                Windows = [.. matching.Select(rule => rule.Windows).Where(windows => !windows.IsEmpty)],
                Approvals = matching.Max(rule => rule.Approvals),
                CoolDown = matching.Max(rule => rule.CoolDown),
                AttemptsPerDay = matching.Min(rule => rule.AttemptsPerDay),
                IncidentsAtOnce = matching.Min(rule => rule.IncidentsAtOnce),
            };
    }

    private static ImmutableHashSet<string>? Intersect(IEnumerable<ImmutableHashSet<string>?> sets) =>
        sets.OfType<ImmutableHashSet<string>>().Aggregate(
            (ImmutableHashSet<string>?)null, (all, one) => all is null ? one : all.Intersect(one));
}

/// <summary>One rule as written.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    /// <summary>Patterns with <c>*</c>; empty matches all.</summary>
    public ImmutableArray<string> Tenants { get; init; } = [];

    public ImmutableArray<string> Clusters { get; init; } = [];

    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Null allows all.</summary>
    public ImmutableHashSet<string>? Workflows { get; init; }

    public ImmutableHashSet<string>? Actions { get; init; }

    public Maturity Ceiling { get; init; } = Maturity.Approve;

    public int MinReplicas { get; init; } = 2;

    public int MaxReplicas { get; init; } = 20;

    public ImmutableArray<MaintenanceWindow> Windows { get; init; } = [];

    public int Approvals { get; init; } = 1;

    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    public int AttemptsPerDay { get; init; } = 5;

    public int IncidentsAtOnce { get; init; } = 10;

    public bool Matches(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        Fits(Tenants, tenant) && Fits(Clusters, cluster)
        && (Namespaces.IsEmpty || namespaces.Any(place => Fits(Namespaces, place)));

    private static bool Fits(ImmutableArray<string> patterns, string name) => patterns.IsEmpty || patterns.Any(pattern =>
        Regex.IsMatch(
            name, "^" + Regex.Escape(pattern).Replace(@"\*", ".*") + "$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}

/// <summary>The rules that apply to one plan, folded into the strictest of each.</summary>
internal sealed record PolicyRules
{
    public required string Names { get; init; }

    public ImmutableHashSet<string>? Workflows { get; init; }

    public ImmutableHashSet<string>? Actions { get; init; }

    public required Maturity Ceiling { get; init; }

    public ActionBounds Bounds { get; init; } = new();

    /// <summary>One of each set must be open.</summary>
    public ImmutableArray<ImmutableArray<MaintenanceWindow>> Windows { get; init; } = [];

    public int Approvals { get; init; } = 1;

    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    public int AttemptsPerDay { get; init; } = 5;

    public int IncidentsAtOnce { get; init; } = 10;
}

/// <summary>Days and hours in UTC in which changes are allowed: <c>mon-fri 22:00-04:00</c>.</summary>
/// <param name="To">Before <paramref name="From"/>: the window runs past midnight.</param>
internal sealed record MaintenanceWindow(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    public bool Contains(DateTimeOffset at)
    {
        var time = TimeOnly.FromDateTime(at.UtcDateTime);
        var day = at.UtcDateTime.DayOfWeek;
        return From <= To
            ? Days.Contains(day) && time >= From && time < To
            : (Days.Contains(day) && time >= From) || (Days.Contains(at.UtcDateTime.AddDays(-1).DayOfWeek) && time < To);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join("/", Days.Select(day => day.ToString()[..3].ToLowerInvariant()))} {From:HH\\:mm}-{To:HH\\:mm}");
}
