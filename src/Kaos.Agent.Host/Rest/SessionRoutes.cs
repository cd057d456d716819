using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class SessionRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/sessions/{id}").WithTags("sessions");
        group.MapGet("/", GetAsync).WithSummary("One session: the fold of its events.").ProducesProblem(404);
        SessionEventRoutes.Map(group);
        PushRoutes.Map(group);
        group.MapPost("/messages", SayAsync).WithSummary(
            "Says something in the session: a question, a choice, a decision, in words.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/choice", ChooseAsync).WithSummary("Chooses one of the options that are offered.")
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/cancel", CancelAsync).WithSummary("Stops the session; what is written stays written.")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> GetAsync(
        string id, IDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        var found = await desk.SessionAsync(id, caller.Principal, cancellationToken);
        return found.Value is { } session ? TypedResults.Ok(session) : found.Refused();
    }

    private static async Task<Results<Ok<SpokenReply>, Accepted<SpokenReply>, ProblemHttpResult>> SayAsync(
        string id, MessageRequest body, HttpContext http, IDesk desk, Caller caller,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Text) && body.Data is null)
        {
            return ProblemReply.Of(new(ProblemCode.Invalid, "The message is empty.", "Send { \"text\": \"…\" }."));
        }

        var found = await desk.SessionAsync(id, caller.Principal, cancellationToken);
        if (found.Value is not { } session)
        {
            return found.Refused();
        }

        var task = await OwnTaskAsync(desk, session, caller.Principal, cancellationToken);
        var saying = new Saying(
            body.MessageId ?? CommandIds.Of(http, caller.Principal),
            task?.ContextId ?? $"rest-{id}",
            task?.TaskId,
            body.Text ?? "",
            body.Data,
            id);
        return Spoken.Reply(await desk.SayAsync(saying, caller.Principal, cancellationToken));
    }

    // A session may have many tasks; the caller speaks through its own newest one.
    private static async Task<TaskView?> OwnTaskAsync(
        IDesk desk, SessionView session, Principal caller, CancellationToken cancellationToken)
    {
        foreach (var taskId in session.Tasks.Reverse())
        {
            if ((await desk.TaskAsync(taskId, caller, cancellationToken)).Value is { Detached: false } task)
            {
                return task;
            }
        }

        return null;
    }

    private static async Task<Results<Accepted<SessionMoved>, ProblemHttpResult>> ChooseAsync(
        string id, ChoiceRequest body, HttpContext http, IDesk desk, Caller caller, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.OptionId))
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "optionId is empty.", $"Send the id of one of the options of /v1/sessions/{id}."));
        }

        var commandId = CommandIds.Of(http, caller.Principal);
        return Moved(id, await desk.ChooseAsync(id, body.OptionId, commandId, caller.Principal, cancellationToken));
    }

    private static async Task<Results<Accepted<SessionMoved>, ProblemHttpResult>> CancelAsync(
        string id, CancelRequest? body, HttpContext http, IDesk desk, Caller caller,
        CancellationToken cancellationToken)
    {
        var reason = string.IsNullOrWhiteSpace(body?.Reason) ? $"cancelled by {caller.Principal}" : body.Reason;
        var commandId = CommandIds.Of(http, caller.Principal);
        return Moved(id, await desk.CancelAsync(id, reason, commandId, caller.Principal, cancellationToken));
    }

    private static Results<Accepted<SessionMoved>, ProblemHttpResult> Moved(string id, Result<long> result) =>
        result.Problem is null
            ? TypedResults.Accepted($"/v1/sessions/{id}", new SessionMoved(id, result.Value))
            : result.Refused();
}
