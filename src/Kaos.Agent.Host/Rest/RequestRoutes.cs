using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Microsoft.AspNetCore.Mvc;

namespace Kaos.Agent.Host.Rest;

internal static class RequestRoutes
{
    private const long MaxBytes = 1024 * 1024;

    public static void Map(RouteGroupBuilder v1) =>
        v1.MapPost("/requests", PostAsync).WithTags("requests")
            .WithSummary("A change that you want: it is planned and shown; nothing is written before it is approved.")
            .WithMetadata(new BodyLimit(MaxBytes))
            .Produces<RequestTaken>(202).Produces<RequestQuestion>(200).ProducesProblem(400).ProducesProblem(403);

    private static async Task<IResult> PostAsync(
        WishRequest body, HttpContext http, [FromServices] IChangeDesk changes, [FromServices] IDesk desk,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Verb))
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "The request has no verb.",
                $"Send one of: {string.Join(", ", ChangeVerbs.All)}."));
        }

        var with = body.Parameters ?? ImmutableSortedDictionary<string, string>.Empty;
        var wish = new Wish(
            CommandIds.Of(http, caller.Principal), body.Verb, body.Kind, body.Namespace, body.Name, body.Cluster, with,
            body.Text ?? string.Join(' ', new[] { body.Verb, body.Kind, body.Name }.OfType<string>()));
        switch (await changes.CompleteAsync(wish, caller.Principal, cancellationToken))
        {
            case Wished.Ready(var signal):
                var taken = await desk.ReceiveAsync(signal, caller.Principal, cancellationToken);
                return taken.Value is { } reception
                    ? TypedResults.Accepted(
                        $"/v1/sessions/{reception.SessionId}",
                        new RequestTaken(reception.IncidentId, reception.SessionId))
                    : taken.Refused();
            case Wished.Question(var text, var choices):
                return TypedResults.Ok(new RequestQuestion(text, choices));
            case Wished.Refused(var why):
                return ProblemReply.Of(new(ProblemCode.Invalid, why));
            default:
                throw new InvalidOperationException("A wish is ready, unclear or refused.");
        }
    }
}

/// <param name="Verb">Such as <c>scale</c>, <c>restart</c>, <c>delete</c>, <c>drain</c>.</param>
/// <param name="Kind">Short names too; absent where the verb or the name says it.</param>
/// <param name="Cluster">Absent: the only one.</param>
/// <param name="Parameters">Arguments of the action, such as <c>replicas</c>.</param>
/// <param name="Text">The same in words, for people who read it later.</param>
internal sealed record WishRequest(
    string? Verb, string? Kind, string? Namespace, string? Name, string? Cluster,
    ImmutableSortedDictionary<string, string>? Parameters, string? Text);

/// <summary>The session makes the plan and waits for its approval.</summary>
internal sealed record RequestTaken(string IncidentId, string SessionId);

/// <summary>Something is missing: ask again with it.</summary>
internal sealed record RequestQuestion(string Question, ImmutableArray<ObjectRef> Choices);
