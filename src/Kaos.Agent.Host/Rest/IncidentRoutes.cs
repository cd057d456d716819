using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class IncidentRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/incidents").WithTags("incidents");
        group.MapGet("/", ListAsync).WithSummary("Incidents, the newest first.").ProducesProblem(400);
        group.MapGet("/{id}", GetAsync).WithSummary("One incident.").ProducesProblem(404);
    }

    /// <param name="state">Any number of states; all when absent.</param>
    private static async Task<Results<Ok<Listing<IncidentView>>, ProblemHttpResult>> ListAsync(
        IDesk desk,
        IClusters clusters,
        Caller caller,
        string[]? state,
        string? @namespace,
        string? @class,
        int? pageSize,
        string? pageToken,
        CancellationToken cancellationToken)
    {
        if (Paging.Check(pageSize) is { } refused)
        {
            return ProblemReply.Of(refused);
        }

        List<IncidentState> states = [];
        foreach (var text in state ?? [])
        {
            if (!Kebab.TryRead<IncidentState>(text, out var known))
            {
                return ProblemReply.Of(new(
                    ProblemCode.Invalid, $"'{text}' is not a state of an incident.",
                    $"States are {Kebab.Names<IncidentState>()}."));
            }

            states.Add(known);
        }

        var found = await desk.IncidentsAsync(
            new IncidentFilter(states.Count == 0 ? null : states, @namespace, @class, Paging.Size(pageSize), pageToken),
            caller.Principal,
            cancellationToken);
        return found.Value is { } page
            ? TypedResults.Ok(new Listing<IncidentView>(page.Items, page.NextPageToken, NotChecked(clusters)))
            : found.Refused();
    }

    private static IReadOnlyList<NotChecked>? NotChecked(IClusters clusters) =>
        clusters.All.SelectMany(cluster => Unread.Of(cluster.Look())).ToList() is { Count: > 0 } parts ? parts : null;

    private static async Task<Results<Ok<IncidentView>, ProblemHttpResult>> GetAsync(
        string id, IDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.IncidentAsync(id, caller.Principal, cancellationToken);
        return found.Value is { } incident ? TypedResults.Ok(incident) : found.Refused();
    }
}
