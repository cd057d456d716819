using System.Text.Json;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Push;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

/// <summary>How the notifications of a session's tasks fare; they are configured over A2A.</summary>
internal static class PushRoutes
{
    private const int MaxShown = 200;

    public static void Map(RouteGroupBuilder session) =>
        session.MapGet("/push", GetAsync)
            .WithSummary(
                "Webhooks of the caller's tasks in the session (of all tasks for an admin), and how far each has come.")
            .ProducesProblem(404);

    private static async Task<Results<Ok<Listing<PushView>>, ProblemHttpResult>> GetAsync(
        string id, IDesk desk, IViews views, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.SessionAsync(id, caller.Principal, cancellationToken);
        if (found.Value is null)
        {
            return found.Refused();
        }

        IReadOnlyList<string>? owners = caller.Principal.Has(Role.Admin) ? null : [caller.Principal.ToString()];
        var page = await views.QueryAsync(
            new ViewQuery(PushKind.Name, owners, Group: id, PageSize: MaxShown), cancellationToken);
        return TypedResults.Ok(new Listing<PushView>([.. page.Rows.Select(Decode)], null));
    }

    private static PushView Decode(ViewRow row) =>
        JsonSerializer.Deserialize(row.Json.Span, KaosJson.Default.PushView)
        ?? throw new InvalidDataException($"The row {row.Kind}/{row.Key} holds no document.");
}
