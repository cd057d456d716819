using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Requests;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
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

    /// <summary>What is offered of a command in a pod that alice asks for.</summary>
    public static Task<Offer> OfferCommandAsync(
        this IPlanner planner, string action, ObjectRef target, string command, (string Name, string Value)[] with,
        CancellationToken cancellationToken)
    {
        var signal = new Signal(
            "s-1", "shop", "practice", target, SymptomCodes.Other, Severity.Info, "sentence", "alice", Samples.At,
            action);
        var request = new ChangeRequest(
            action, target,
            with.Append(("command", command))
                .ToImmutableSortedDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal));
        return planner.OfferRequestAsync(
            "shop", "practice", request, RequestFinding.Of(signal, request), cancellationToken);
    }
}
