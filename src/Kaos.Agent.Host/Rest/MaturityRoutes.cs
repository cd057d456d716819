using Kaos.Agent.Grains.Maturing;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class MaturityRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/maturity").WithTags("maturity");
        group.MapGet("/", ListAsync).ProducesProblem(400)
            .WithSummary("What KAOS may do for each class of incidents, why, and what is missing for the next level.");
        group.MapPost(
            "/promotions",
            (ClassMoveRequest body, HttpContext http, IMaturityDesk desk, Caller caller, CancellationToken stop) =>
                MoveAsync(body, up: true, http, desk, caller, stop))
            .WithSummary("Raises a class to a level that its record carries; for promoters.")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapPost(
            "/demotions",
            (ClassMoveRequest body, HttpContext http, IMaturityDesk desk, Caller caller, CancellationToken stop) =>
                MoveAsync(body, up: false, http, desk, caller, stop))
            .WithSummary("Lowers a class; takes effect with the next write.")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/switches", SwitchesAsync).WithSummary("Kill switches: who stopped KAOS for whom, and why.");
        group.MapPost(
            "/stop",
            (SwitchRequest body, HttpContext http, IMaturityDesk desk, Caller caller, CancellationToken stop) =>
                SwitchAsync(body, halt: true, http, desk, caller, stop))
            .WithSummary("The kill switch: nothing is written any more, for one tenant or for all.")
            .ProducesProblem(400).ProducesProblem(403);
        group.MapPost(
            "/resume",
            (SwitchRequest body, HttpContext http, IMaturityDesk desk, Caller caller, CancellationToken stop) =>
                SwitchAsync(body, halt: false, http, desk, caller, stop))
            .WithSummary("Lets KAOS act again; for promoters and admins.")
            .ProducesProblem(400).ProducesProblem(403);
    }

    private static async Task<Results<Ok<Listing<ClassView>>, ProblemHttpResult>> ListAsync(
        IMaturityDesk desk, Caller caller, string? @class, int? pageSize, string? pageToken,
        CancellationToken cancellationToken)
    {
        if (Paging.Check(pageSize) is { } refused)
        {
            return ProblemReply.Of(refused);
        }

        var found = await desk.ClassesAsync(
            @class, pageToken, Paging.Size(pageSize), caller.Principal, cancellationToken);
        return found.Value is { } page
            ? TypedResults.Ok(new Listing<ClassView>(page.Items, page.NextPageToken))
            : found.Refused();
    }

    private static async Task<Results<Ok<ClassView>, ProblemHttpResult>> MoveAsync(
        ClassMoveRequest body, bool up, HttpContext http, IMaturityDesk desk, Caller caller,
        CancellationToken cancellationToken)
    {
        if (body is not { Tenant: { Length: > 0 } tenant, Class: { Length: > 0 } incidentClass, To: { } to, Reason: { Length: > 0 } reason })
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "tenant, class, to and reason are needed.",
                "GET /v1/maturity lists tenants and classes."));
        }

        var moved = await desk.MoveAsync(
            new(tenant, incidentClass, to, up, reason), CommandIds.Of(http, caller.Principal), caller.Principal,
            cancellationToken);
        return moved.Value is { } view ? TypedResults.Ok(view) : moved.Refused();
    }

    private static async Task<Results<Ok<Listing<SwitchView>>, ProblemHttpResult>> SwitchesAsync(
        IMaturityDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.SwitchesAsync(caller.Principal, cancellationToken);
        return found.Value is { } page ? TypedResults.Ok(new Listing<SwitchView>(page.Items, null)) : found.Refused();
    }

    private static async Task<Results<Ok<SwitchView>, ProblemHttpResult>> SwitchAsync(
        SwitchRequest body, bool halt, HttpContext http, IMaturityDesk desk, Caller caller,
        CancellationToken cancellationToken)
    {
        var moved = await desk.SwitchAsync(
            body.Tenant, halt, body.Reason ?? "", CommandIds.Of(http, caller.Principal), caller.Principal,
            cancellationToken);
        return moved.Value is { } view ? TypedResults.Ok(view) : moved.Refused();
    }
}

/// <param name="Class">As <c>GET /v1/maturity</c> gives it: cause code / owner kind / action template.</param>
/// <param name="To"><c>propose</c>, <c>approve</c> or <c>act</c>.</param>
internal sealed record ClassMoveRequest(
    string? Tenant = null, string? Class = null, Maturity? To = null, string? Reason = null);

/// <param name="Tenant">Absent: for all.</param>
internal sealed record SwitchRequest(string? Tenant = null, string? Reason = null);
