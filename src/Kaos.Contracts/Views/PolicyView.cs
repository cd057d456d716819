using System.Collections.Immutable;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Views;

/// <summary>The policy that is in force, as far as it concerns some tenants.</summary>
public sealed record PolicyView
{
    /// <summary>The path of the file; <c>built-in default</c> where none is configured.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 in hex of the text; every plan carries that of the policy that it was made under.</summary>
    public required string Digest { get; init; }

    /// <summary>When it came into force in this process; process time.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>
    /// What is wrong with the file on disk, with its line: these rules are the last good ones then, and KAOS only
    /// proposes. Null: the file says what is in force.
    /// </summary>
    public string? Broken { get; init; }

    /// <summary>The tier of each tenant; <c>*</c> stands for those that are not named.</summary>
    public required ImmutableSortedDictionary<string, string> Tiers { get; init; }

    /// <summary>In the order of the file. All that match a plan apply, the strictest of each field wins.</summary>
    public required ImmutableArray<PolicyRuleView> Rules { get; init; }

    /// <summary>What debug pods may run, by name: images with their digests.</summary>
    public required ImmutableSortedDictionary<string, string> DebugImages { get; init; }

    /// <summary>The rules folded for the place that was asked about; null where none was.</summary>
    public PolicyInForce? InForce { get; init; }
}

/// <summary>One rule as written. Where a list of names is empty, all are meant.</summary>
/// <param name="Monitor">It decides nothing yet: what it would have said is told with every verdict.</param>
/// <param name="Tenants">Patterns with <c>*</c>; only those that mean a tenant of the caller.</param>
/// <param name="Environments">Places, of which one has to fit.</param>
public sealed record PolicyRuleView(
    string Name, bool Monitor, ImmutableArray<string> Tenants, ImmutableArray<string> Clusters,
    ImmutableArray<string> Namespaces, ImmutableArray<PolicyPlace> Environments, PolicyLimits Limits);

/// <summary>Patterns with <c>*</c>; an empty list means all.</summary>
public sealed record PolicyPlace(ImmutableArray<string> Clusters, ImmutableArray<string> Namespaces);

/// <summary>What holds for a plan in one place.</summary>
/// <param name="Namespace">Absent: for objects of the cluster itself.</param>
/// <param name="Entitled">Whether the tenant has changes made; otherwise it reads, and gets proposals.</param>
/// <param name="Rules">Names of the rules that apply; empty: none, and so nothing is allowed.</param>
public sealed record PolicyInForce(
    string Tenant, string Cluster, string? Namespace, bool Entitled, ImmutableArray<string> Rules,
    PolicyLimits Limits);

/// <summary>What a rule, or several together, allow.</summary>
public sealed record PolicyLimits
{
    /// <summary>No class of incidents goes further.</summary>
    public required Maturity Ceiling { get; init; }

    /// <summary>Null allows all.</summary>
    public ImmutableArray<string>? Workflows { get; init; }

    /// <inheritdoc cref="Workflows"/>
    public ImmutableArray<string>? Actions { get; init; }

    /// <summary>In UTC, as <c>mon/tue 22:00-04:00</c>; of each list one has to be open. Empty: always.</summary>
    public required ImmutableArray<ImmutableArray<string>> Windows { get; init; }

    public required int MinReplicas { get; init; }

    public required int MaxReplicas { get; init; }

    /// <summary>Different people who have to approve.</summary>
    public required int Approvals { get; init; }

    /// <summary>Who asked for a plan cannot approve it.</summary>
    public required bool SeparateApprover { get; init; }

    /// <summary>That one plan may write on.</summary>
    public required int Objects { get; init; }

    /// <summary>Pause between changes of one object.</summary>
    public required TimeSpan CoolDown { get; init; }

    /// <summary>Of one object.</summary>
    public required int AttemptsPerDay { get; init; }

    /// <summary>With more of them open KAOS asks, also at Act.</summary>
    public required int IncidentsAtOnce { get; init; }

    /// <summary>Below it KAOS asks, also at Act; 0 to 1.</summary>
    public required double ActConfidence { get; init; }

    /// <summary>Above it KAOS asks, also at Act.</summary>
    public required Risk ActRisk { get; init; }
}
