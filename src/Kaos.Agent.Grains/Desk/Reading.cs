using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Desk;

/// <summary>Reads for callers: what a caller may not see does not exist for it.</summary>
internal sealed class Reading(IGrains grains, IViews views)
{
    /// <summary>Null: no limit.</summary>
    public static IReadOnlyList<string>? Owners(Principal caller) =>
        caller.Tenants.Contains("*") ? null : caller.Tenants;

    public async Task<Result<SessionView>> SessionAsync(
        string sessionId, Principal caller, CancellationToken cancellationToken)
    {
        var row = await views.FindAsync(SessionKind.SessionRow, sessionId, cancellationToken);
        if (row is null || !caller.MaySee(row.Owner))
        {
            return new Problem(ProblemCode.NotFound, $"There is no session '{sessionId}'.");
        }

        var standing = await grains.StateAsync<SessionState>(SessionKind.IdOf(sessionId), cancellationToken);

        // The row is durable with the first event; the state may be a moment behind.
        return standing.State.Opened
            ? SessionViews.Of(standing.State, standing.Version)
            : new Problem(ProblemCode.NotFound, $"There is no session '{sessionId}'.");
    }

    public async Task<Result<TaskView>> TaskAsync(
        string taskId, Principal caller, CancellationToken cancellationToken) =>
        await views.FindAsync(SessionKind.TaskRow, taskId, cancellationToken) is { } row &&
            row.Owner == caller.ToString()
            ? Decode(row, KaosJson.Default.TaskView)
            : new Problem(ProblemCode.NotFound, $"There is no task '{taskId}'.");

    public async Task<Result<IncidentView>> IncidentAsync(
        string incidentId, Principal caller, CancellationToken cancellationToken) =>
        await views.FindAsync(IncidentKind.Name, incidentId, cancellationToken) is { } row && caller.MaySee(row.Owner)
            ? await CurrentAsync(Decode(row, KaosJson.Default.IncidentView), cancellationToken)
            : new Problem(
                ProblemCode.NotFound, $"There is no incident '{incidentId}'.", "GET /v1/incidents lists them.");

    public async Task<Result<Page<IncidentView>>> IncidentsAsync(ViewQuery query, CancellationToken cancellationToken)
    {
        var found = await PageAsync(query, KaosJson.Default.IncidentView, cancellationToken);
        if (found.Value is not { } page)
        {
            return found;
        }

        var items = new List<IncidentView>(page.Items.Count);
        foreach (var item in page.Items)
        {
            items.Add(await CurrentAsync(item, cancellationToken));
        }

        return page with { Items = items };
    }

    public async Task<Result<Page<T>>> PageAsync<T>(
        ViewQuery query, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        if (query.PageSize is < 1 or > 1000)
        {
            return new Problem(ProblemCode.Invalid, "A page holds 1 to 1000 items.");
        }

        try
        {
            var page = await views.QueryAsync(query, cancellationToken);

            return new Page<T>([.. page.Rows.Select(row => Decode(row, json))], page.NextPageToken, page.Total);
        }
        catch (FormatException)
        {
            return new Problem(
                ProblemCode.Invalid, "The page token was not given out by this list.", "Start again without one.");
        }
    }

    // An incident hears of its session through the outbox, a moment later; who has just been told must not read older
    // news.
    private async ValueTask<IncidentView> CurrentAsync(IncidentView view, CancellationToken cancellationToken)
    {
        if (view.SessionId is not { } id ||
            view.State is not (IncidentState.Investigating or IncidentState.AwaitingChoice
            or IncidentState.AwaitingApproval or IncidentState.Executing or IncidentState.Watching))
        {
            return view;
        }

        var session = (await grains.StateAsync<SessionState>(SessionKind.IdOf(id), cancellationToken)).State;

        return session.Opened ? view with { State = session.Phase, Options = session.Options ?? view.Options } : view;
    }

    private static T Decode<T>(ViewRow row, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(row.Json.Span, json)
            ?? throw new InvalidDataException($"The row {row.Kind}/{row.Key} holds no document.");
}
