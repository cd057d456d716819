using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>
/// What the tenants allow, as a YAML file says it. All rules that match a plan apply, the strictest wins.
/// </summary>
internal sealed record TenantPolicy(string Source, ImmutableArray<PolicyRule> Rules)
{
    /// <summary>The tier whose tenants have changes made.</summary>
    public const string Agentic = "agentic";

    /// <summary>Where no file is configured: every workflow of the catalog, with a person's approval.</summary>
    public static TenantPolicy Default { get; } = new("built-in default", [new PolicyRule { Name = "default" }])
    {
        Tiers = ImmutableDictionary<string, string>.Empty.Add("*", Agentic),
    };

    /// <summary>By tenant; <c>*</c> stands for those that are not named.</summary>
    public ImmutableDictionary<string, string> Tiers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What debug pods may run, by name: images with their digests.</summary>
    public ImmutableDictionary<string, string> DebugImages { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>SHA-256 in hex of the text.</summary>
    public string Digest { get; init; } = Convert.ToHexStringLower(SHA256.HashData("built-in"u8));

    public bool Entitles(string tenant) => (Tiers.GetValueOrDefault(tenant) ?? Tiers.GetValueOrDefault("*")) == Agentic;

    /// <summary>The same with the rules in monitor mode in force.</summary>
    public TenantPolicy Enforced() => this with { Rules = [.. Rules.Select(rule => rule with { Monitor = false })] };

    /// <summary>The rules for a plan, folded; a plan that no rule matches is not allowed anything.</summary>
    public PolicyRules For(Plan plan) =>
        For(plan.Tenant, plan.Cluster, [.. plan.Steps.Select(step => step.Target.Namespace ?? "")]);

    public PolicyRules For(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        Fold(Applying(tenant, cluster, namespaces));

    /// <summary>The strictest of each; without a rule nothing is allowed.</summary>
    public PolicyRules Fold(ImmutableArray<PolicyRule> matching) => matching.IsEmpty
        ? new PolicyRules { Names = "no rule matches", Workflows = [], Ceiling = Maturity.Propose }
        : new PolicyRules
        {
            Names = string.Join(", ", matching.Select(rule => rule.Name)),
            Workflows = Intersect(matching.Select(rule => rule.Workflows)),
            Actions = Intersect(matching.Select(rule => rule.Actions)),
            Ceiling = matching.Min(rule => rule.Ceiling),
            Bounds = new ActionBounds(matching.Max(rule => rule.MinReplicas), matching.Min(rule => rule.MaxReplicas))
            {
                DebugImages = DebugImages,
            },
            Windows = [.. matching.Select(rule => rule.Windows).Where(windows => !windows.IsEmpty)],
            Approvals = matching.Max(rule => rule.Approvals),
            SeparateApprover = matching.Any(rule => rule.SeparateApprover),
            MaxObjects = matching.Min(rule => rule.MaxObjects),
            CoolDown = matching.Max(rule => rule.CoolDown),
            AttemptsPerDay = matching.Min(rule => rule.AttemptsPerDay),
            IncidentsAtOnce = matching.Min(rule => rule.IncidentsAtOnce),
            ActConfidence = matching.Max(rule => rule.ActConfidence),
            ActRisk = matching.Min(rule => rule.ActRisk),
        };

    /// <summary>Those that decide there, in the order of the file.</summary>
    public ImmutableArray<PolicyRule> Applying(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        [.. Rules.Where(rule => !rule.Monitor && rule.Matches(tenant, cluster, namespaces))];

    private static ImmutableHashSet<string>? Intersect(IEnumerable<ImmutableHashSet<string>?> sets) =>
        sets.OfType<ImmutableHashSet<string>>().Aggregate(
            (ImmutableHashSet<string>?)null, (all, one) => all is null ? one : all.Intersect(one));
}

/// <summary>One rule as written.</summary>
internal sealed record PolicyRule
{
    public required string Name { get; init; }

    /// <summary>Only told what it would have said; decides nothing yet.</summary>
    public bool Monitor { get; init; }

    /// <summary>Patterns with <c>*</c>; empty matches all.</summary>
    public ImmutableArray<string> Tenants { get; init; } = [];

    public ImmutableArray<string> Clusters { get; init; } = [];

    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>The environments that it is for, each as its places; empty matches all.</summary>
    public ImmutableArray<Place> Environments { get; init; } = [];

    /// <summary>Null allows all.</summary>
    public ImmutableHashSet<string>? Workflows { get; init; }

    public ImmutableHashSet<string>? Actions { get; init; }

    public Maturity Ceiling { get; init; } = Maturity.Approve;

    public int MinReplicas { get; init; } = 2;

    public int MaxReplicas { get; init; } = 20;

    public ImmutableArray<MaintenanceWindow> Windows { get; init; } = [];

    public int Approvals { get; init; } = 1;

    /// <summary>Who asked for a plan cannot approve it.</summary>
    public bool SeparateApprover { get; init; }

    /// <summary>Objects that one plan may write on.</summary>
    public int MaxObjects { get; init; } = 3;

    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    public int AttemptsPerDay { get; init; } = 5;

    public int IncidentsAtOnce { get; init; } = 10;

    /// <summary>Below it a person is asked also at Act, 0 to 1.</summary>
    public double ActConfidence { get; init; } = PolicyRules.LeastConfidence;

    /// <summary>Above it a person is asked also at Act.</summary>
    public Risk ActRisk { get; init; } = Risk.Low;

    public bool Matches(string tenant, string cluster, ImmutableArray<string> namespaces) =>
        Place.Fits(Tenants, tenant)
        && new Place(Clusters, Namespaces).Holds(cluster, namespaces)
        && (Environments.IsEmpty || Environments.Any(environment => environment.Holds(cluster, namespaces)));
}

/// <summary>Clusters and namespaces by patterns with <c>*</c>; empty matches all.</summary>
internal sealed record Place(ImmutableArray<string> Clusters, ImmutableArray<string> Namespaces)
{
    public bool Holds(string cluster, ImmutableArray<string> namespaces) =>
        FitsInAnyCase(Clusters, cluster) && (Namespaces.IsEmpty || namespaces.Any(name => Fits(Namespaces, name)));

    public static bool Fits(ImmutableArray<string> patterns, string name) =>
        patterns.IsEmpty || patterns.Any(pattern => Regex.IsMatch(
            name, Of(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    // Clusters whose names differ in case only are the same one everywhere else, too.
    private static bool FitsInAnyCase(ImmutableArray<string> patterns, string name) =>
        patterns.IsEmpty || patterns.Any(pattern => Regex.IsMatch(
            name, Of(pattern),
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase));

    private static string Of(string pattern) => "^" + Regex.Escape(pattern).Replace(@"\*", ".*") + "$";
}

/// <summary>The rules that apply to one plan, folded into the strictest of each.</summary>
internal sealed record PolicyRules
{
    /// <summary>From which KAOS acts alone where the policy does not say.</summary>
    public const double LeastConfidence = 0.75;

    public required string Names { get; init; }

    public ImmutableHashSet<string>? Workflows { get; init; }

    public ImmutableHashSet<string>? Actions { get; init; }

    public required Maturity Ceiling { get; init; }

    public ActionBounds Bounds { get; init; } = new();

    /// <summary>One of each set must be open.</summary>
    public ImmutableArray<ImmutableArray<MaintenanceWindow>> Windows { get; init; } = [];

    public int Approvals { get; init; } = 1;

    public bool SeparateApprover { get; init; }

    public int MaxObjects { get; init; } = 3;

    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    public int AttemptsPerDay { get; init; } = 5;

    public int IncidentsAtOnce { get; init; } = 10;

    public double ActConfidence { get; init; } = LeastConfidence;

    public Risk ActRisk { get; init; } = Risk.Low;
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
            : (Days.Contains(day) && time >= From) ||
                (Days.Contains(at.UtcDateTime.AddDays(-1).DayOfWeek) && time < To);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join("/", Days.Select(day => day.ToString()[..3].ToLowerInvariant()))} {From:HH\\:mm}-{To:HH\\:mm}");
}
