using System.Globalization;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Rest;

/// <summary><c>GET /v1/sessions/{id}/events</c>: a page of JSON, or live for who accepts
/// <c>text/event-stream</c>.</summary>
internal static class SessionEventRoutes
{
    public static void Map(RouteGroupBuilder session) =>
        session.MapGet("/events", GetAsync)
            .WithSummary(
                "The session's events: a page as JSON, or all and then live as text/event-stream (Last-Event-ID is honoured).")
            .Produces<Listing<EventItem>>()
            .Produces<string>(200, "text/event-stream")
            .ProducesProblem(400)
            .ProducesProblem(404);

    /// <param name="pageToken">The number of the first event wanted.</param>
    private static async Task<IResult> GetAsync(
        string id,
        HttpContext http,
        IDesk desk,
        EventStream stream,
        Caller caller,
        int? pageSize,
        string? pageToken,
        CancellationToken cancellationToken)
    {
        if (Paging.Check(pageSize) is { } refused)
        {
            return ProblemReply.Of(refused);
        }

        if (!Paging.TryReadSeq(pageToken ?? "1", out var from))
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "The pageToken is not one that was given out.",
                "Leave it out for the first page."));
        }

        var found = await desk.SessionAsync(id, caller.Principal, cancellationToken);
        if (found.Value is not { } session)
        {
            return found.Refused();
        }

        if (!WantsStream(http.Request))
        {
            return TypedResults.Ok(await PageAsync(desk, id, from, Paging.Size(pageSize), cancellationToken));
        }

        if (http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last, ..])
        {
            if (!Paging.TryReadSeq(last, out var seen) || seen > session.Version)
            {
                return ProblemReply.Of(new(
                    ProblemCode.Invalid, $"'{last}' is not the id of an event of this session.",
                    "Leave Last-Event-ID out to start from the beginning."));
            }

            from = seen + 1;
        }

        // Nothing can follow: 204 tells an EventSource not to come back.
        return session.Outcome is not null && from > session.Version
            ? TypedResults.NoContent()
            : stream.Of(desk, id, from);
    }

    private static bool WantsStream(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(
            static accept => accept.MatchesMediaType("text/event-stream") && !accept.MatchesAllTypes);

    private static async Task<Listing<EventItem>> PageAsync(
        IDesk desk, string id, long from, int size, CancellationToken cancellationToken)
    {
        List<EventItem> items = [];
        await foreach (var numbered in desk.EventsAsync(id, from, cancellationToken))
        {
            if (items.Count == size)
            {
                return new(items, numbered.Seq.ToString(CultureInfo.InvariantCulture));
            }

            items.Add(new EventItem(numbered.Seq, numbered.At, numbered.Event));
        }

        return new(items, null);
    }
}
