using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class GrantRoutes
{
    public static void Map(RouteGroupBuilder v1) => v1.MapGroup("/grants").WithTags("grants").MapGet("/", ListAsync)
        .WithSummary("Permissions that were taken for plans: who, why, what, until when.").ProducesProblem(400);

    private static async Task<Results<Ok<Listing<GrantView>>, ProblemHttpResult>> ListAsync(
        IGrantDesk desk, Caller caller, string? state, int? pageSize, string? pageToken,
        CancellationToken cancellationToken)
    {
        GrantStanding? only = null;
        if (state is not null)
        {
            if (!Kebab.TryRead<GrantStanding>(state, out var read))
            {
                return ProblemReply.Of(new(
                    ProblemCode.Invalid, $"'{state}' is no state of a grant.",
                    $"Give one of {Kebab.Names<GrantStanding>()}."));
            }

            only = read;
        }

        if (Paging.Check(pageSize) is { } refused)
        {
            return ProblemReply.Of(refused);
        }

        var found = await desk.GrantsAsync(only, pageToken, Paging.Size(pageSize), caller.Principal, cancellationToken);
        return found.Value is { } page
            ? TypedResults.Ok(new Listing<GrantView>(page.Items, page.NextPageToken))
            : found.Refused();
    }
}
