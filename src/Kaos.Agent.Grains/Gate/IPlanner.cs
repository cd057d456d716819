using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate;

/// <summary>Finds workflows for a finding and prepares the exact plan of each, before anybody is asked.</summary>
public interface IPlanner
{
    /// <summary>
    /// Reads objects and asks the API server for dry runs; writes nothing. Best option first; do-nothing and hand-over
    /// always last.
    /// </summary>
    Task<Offer> OfferAsync(PlanScope scope, Finding finding, CancellationToken cancellationToken);

    /// <summary>
    /// The plan of a change that somebody asked for; no plan: <see cref="Offer.NotOffered"/> says why not.
    /// </summary>
    Task<Offer> OfferRequestAsync(
        PlanScope scope, ChangeRequest request, Finding finding, CancellationToken cancellationToken);
}

/// <param name="IncidentId">What it is for; a branch that is pushed is named after it.</param>
public sealed record PlanScope(string Tenant, string Cluster, string IncidentId)
{
    /// <summary>
    /// Values that people put in the place of those found, by workflow and parameter. Where no plan can be made with
    /// them, one is made without, and <see cref="Offer.NotOffered"/> says why.
    /// </summary>
    public ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> Edits { get; init; } =
        ImmutableDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;
}

/// <param name="NotOffered">Workflows that fit the cause and were left out, with why (a precondition, a policy, no
/// earlier version).</param>
public sealed record Offer(
    ImmutableArray<WorkflowOption> Options, ImmutableArray<Plan> Plans, ImmutableArray<NotChecked> NotOffered)
{
    /// <summary>What was asked for is so already.</summary>
    public bool IsDone { get; init; }
}
