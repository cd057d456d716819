using Kaos.Agent.Grains.Gate;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

/// <summary>Plans where it does not matter for which incident they are.</summary>
internal static class PlannerCalls
{
    public static Task<Offer> OfferAsync(
        this IPlanner planner, string tenant, string cluster, Finding finding, CancellationToken cancellationToken) =>
        planner.OfferAsync(new PlanScope(tenant, cluster, "inc-1"), finding, cancellationToken);

    public static Task<Offer> OfferAgainAsync(
        this IPlanner planner, string tenant, string cluster, Finding finding, string workflowId,
        CancellationToken cancellationToken) =>
        planner.OfferAgainAsync(new PlanScope(tenant, cluster, "inc-1"), finding, workflowId, cancellationToken);

    public static Task<Offer> OfferRequestAsync(
        this IPlanner planner, string tenant, string cluster, ChangeRequest request, Finding finding,
        CancellationToken cancellationToken) =>
        planner.OfferRequestAsync(new PlanScope(tenant, cluster, "inc-1"), request, finding, cancellationToken);
}
