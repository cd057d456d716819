using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class ApprovalRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/approvals").WithTags("approvals");
        group.MapGet("/", ListAsync).WithSummary("Plans that wait for a decision.").ProducesProblem(400);
        group.MapPost("/{planHash}", DecideAsync)
            .WithSummary("Decides on exactly this plan; once. An edit makes a new plan.")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Listing<ApprovalView>>, ProblemHttpResult>> ListAsync(
        IDesk desk, Caller caller, int? pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        if (Paging.Check(pageSize) is { } refused)
        {
            return ProblemReply.Of(refused);
        }

        var found = await desk.ApprovalsAsync(pageToken, Paging.Size(pageSize), caller.Principal, cancellationToken);
        return found.Value is { } page
            ? TypedResults.Ok(new Listing<ApprovalView>(page.Items, page.NextPageToken))
            : found.Refused();
    }

    private static async Task<Results<Ok<PlanDecidedReply>, ProblemHttpResult>> DecideAsync(
        string planHash, DecisionRequest body, HttpContext http, IDesk desk, Caller caller,
        CancellationToken cancellationToken)
    {
        // Only a deadline makes a plan expire.
        if (body.Decision is not { } decision || decision == PlanDecision.Expire)
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "The decision is missing, or none that a person takes.",
                "Send approve, reject, edit or override."));
        }

        var commandId = CommandIds.Of(http, caller.Principal);
        var result = await desk.DecideAsync(
            new(planHash, decision, body.Reason, TaskId: null, body.Parameters), commandId, caller.Principal,
            cancellationToken);
        return result.Problem is null
            ? TypedResults.Ok(new PlanDecidedReply(planHash, decision, result.Value))
            : result.Refused();
    }
}
