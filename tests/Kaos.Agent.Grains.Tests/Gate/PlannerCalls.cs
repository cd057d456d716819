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

    /// <summary>What is offered of one workflow.</summary>
    public static async Task<Offer> OfferAsync(
        this IPlanner planner, string tenant, string cluster, Finding finding, string workflowId,
        CancellationToken cancellationToken)
    {
        var offer = await planner.OfferAsync(tenant, cluster, finding, cancellationToken);
        return offer with { Plans = [.. offer.Plans.Where(plan => plan.WorkflowId == workflowId)] };
    }

    public static Task<Offer> OfferRequestAsync(
        this IPlanner planner, string tenant, string cluster, ChangeRequest request, Finding finding,
        CancellationToken cancellationToken) =>
        planner.OfferRequestAsync(new PlanScope(tenant, cluster, "inc-1"), request, finding, cancellationToken);
}
