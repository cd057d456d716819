using System.Collections.Immutable;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Problems;
using Kaos.Agent.Host.Signals;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Rest;

internal static class SignalRoutes
{
    private const long MaxSignalBytes = 64 * 1024;
    private const long MaxWebhookBytes = 4 * 1024 * 1024;

    public static void Map(RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/signals").WithTags("signals");
        group.MapPost("/", PostAsync).WithSummary("Something is wrong: in a sentence, or structured.")
            .WithMetadata(new BodyLimit(MaxSignalBytes))
            .Produces<SpokenReply>(200).Produces<SpokenReply>(202).Produces<SignalTaken>(202).ProducesProblem(400);
        group.MapPost("/alertmanager", PostAlertsAsync).WithSummary("Alertmanager's webhook; each alert of a batch stands alone.")
            .WithMetadata(new BodyLimit(MaxWebhookBytes))
            .ProducesProblem(400).ProducesProblem(503);
    }

    private static async Task<IResult> PostAsync(
        SignalRequest body,
        HttpContext http,
        IDesk desk,
        ISignalSubjects subjects,
        TimeProvider clock,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (body.Subject is null)
        {
            if (string.IsNullOrWhiteSpace(body.Text))
            {
                return ProblemReply.Of(new(
                    ProblemCode.Invalid,
                    "The signal has neither a text nor a subject.",
                    "Send { \"text\": \"…\" } or { \"subject\": { \"kind\": …, \"namespace\": …, \"name\": … } }."));
            }

            var messageId = body.MessageId ?? CommandIds.Of(http, caller.Principal);
            var saying = new Saying(messageId, body.ContextId, null, body.Text);
            return Spoken.Reply(await desk.SayAsync(saying, caller.Principal, cancellationToken));
        }

        if (string.IsNullOrWhiteSpace(body.Subject.Kind) || string.IsNullOrWhiteSpace(body.Subject.Name))
        {
            return ProblemReply.Of(new(ProblemCode.Invalid, "The subject needs a kind and a name.", "Send both."));
        }

        var report = new Trouble(
            body.Cluster,
            body.Subject,
            body.Symptom ?? SymptomCodes.Other,
            body.Severity ?? Severity.Warning,
            "api",
            caller.Principal.ToString(),
            body.At ?? clock.GetUtcNow(),
            body.Text ?? $"{body.Symptom ?? "trouble"} on {body.Subject}",
            body.Labels ?? ImmutableSortedDictionary<string, string>.Empty);
        var taken = await TakeAsync(report, desk, subjects, caller.Principal, cancellationToken);
        return taken.Value is { } reception
            ? TypedResults.Accepted(
                $"/v1/incidents/{reception.IncidentId}",
                new SignalTaken(reception.IncidentId, reception.SessionId, reception.How))
            : taken.Refused();
    }

    private static async Task<Results<Ok<AlertsTaken>, ProblemHttpResult>> PostAlertsAsync(
        AlertmanagerWebhook body,
        IDesk desk,
        ISignalSubjects subjects,
        TimeProvider clock,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (body.Alerts is null)
        {
            return ProblemReply.Of(new(
                ProblemCode.Invalid, "The webhook has no alerts.", "Point an Alertmanager webhook_configs entry here, version 4."));
        }

        var items = new List<AlertTaken>(body.Alerts.Count);
        foreach (var alert in body.Alerts)
        {
            var taken = await TakeAsync(alert, desk, subjects, clock, caller.Principal, cancellationToken);
            if (taken.Problem is { Code: ProblemCode.Unavailable or ProblemCode.TooManyRequests } later)
            {
                // Alertmanager sends the whole batch again; what was taken is recognised then.
                return ProblemReply.Of(later);
            }

            items.Add(taken);
        }

        return TypedResults.Ok(new AlertsTaken(items));
    }

    private static async Task<AlertTaken> TakeAsync(
        Alert alert,
        IDesk desk,
        ISignalSubjects subjects,
        TimeProvider clock,
        Principal caller,
        CancellationToken cancellationToken)
    {
        var name = alert.Labels?.GetValueOrDefault("alertname");
        var read = AlertReading.Read(alert, clock.GetUtcNow());
        if (read.Value is not { } trouble)
        {
            return new AlertTaken(name, null, null, null, read.Problem);
        }

        var taken = await TakeAsync(trouble, desk, subjects, caller, cancellationToken);
        return new AlertTaken(name, taken.Value?.IncidentId, taken.Value?.SessionId, taken.Value?.How, taken.Problem);
    }

    private static async Task<Result<Reception>> TakeAsync(
        Trouble trouble, IDesk desk, ISignalSubjects subjects, Principal caller, CancellationToken cancellationToken)
    {
        var placed = await subjects.PlaceAsync(trouble.Cluster, trouble.Subject, cancellationToken);
        return placed.Value is { } place
            ? await desk.ReceiveAsync(trouble.At(place), caller, cancellationToken)
            : placed.Problem!;
    }
}

/// <summary>Which incident an alert became part of, or why it did not.</summary>
internal sealed record AlertTaken(string? Alert, string? IncidentId, string? SessionId, Assignment? How, Problem? Problem);

internal sealed record AlertsTaken(IReadOnlyList<AlertTaken> Items);
