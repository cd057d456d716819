using System.Collections.Immutable;

namespace Kaos.Contracts.Grants;

/// <summary>A grant that a broker has made and not taken back: who, why, what, until.</summary>
/// <param name="Who">The account that asked for it.</param>
/// <param name="Until">Cluster time: the broker ends it by the API server's clock.</param>
public sealed record StandingGrant(
    string Id, string Who, string PlanHash, string IncidentId, ImmutableArray<string> Approvers,
    ImmutableArray<GrantRight> Rights,
    DateTimeOffset Until);

/// <summary>Every grant that stands.</summary>
public sealed record StandingGrants(ImmutableArray<StandingGrant> Items);
