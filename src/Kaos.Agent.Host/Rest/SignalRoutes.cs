using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Triage;
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
        group.MapPost("/alertmanager", PostAlertsAsync).WithSummary(
            "Alertmanager's webhook; each alert of a batch stands alone.")
            .WithMetadata(new BodyLimit(MaxWebhookBytes))
            .ProducesProblem(400).ProducesProblem(503);
    }

    private static async Task<IResult> PostAsync(
        SignalRequest body,
        HttpContext http,
        IDesk desk,
        IClusters clusters,
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
        var placed = SignalSubjects.Place(clusters, report.Cluster, report.Subject);
        if (placed.Value is not { } place)
        {
            return placed.Refused();
        }

        var taken = await desk.ReceiveAsync(report.At(place), caller.Principal, cancellationToken);
        return taken.Value is { } reception
            ? TypedResults.Accepted(
                $"/v1/incidents/{reception.IncidentId}",
                new SignalTaken(reception.IncidentId, reception.SessionId, reception.How))
            : taken.Refused();
    }

    private static async Task<Results<Ok<AlertsTaken>, ProblemHttpResult>> PostAlertsAsync(
        JsonElement body, IDesk desk, IClusters clusters, Caller caller,
        CancellationToken cancellationToken)
    {
        var read = AlertmanagerSignals.Read(
            body, [.. clusters.All.Select(static cluster => cluster.Look())], clusters.TenantOf);
        if (read.Problem is { } unreadable)
        {
            return ProblemReply.Of(unreadable);
        }

        List<AlertTaken> items = [];
        foreach (var alert in read.Value)
        {
            if (alert.Signal is not { } signal || alert.Resolved)
            {
                // That an alert is over closes nothing: KAOS verifies by looking. It counts in how well a fix worked.
                if (alert.Signal is { } over)
                {
                    var noted = await desk.NoteAsync(
                        NoteOf(over, over: true, clusters), caller.Principal, cancellationToken);
                    if (IsForLater(noted.Problem) is { } again)
                    {
                        return ProblemReply.Of(again);
                    }
                }

                items.Add(
                    new AlertTaken(
                    alert.AlertName, Ignored: alert.Resolved ? "it is over" : alert.Ignored, Problem: alert.Problem));
                continue;
            }

            var taken = await desk.ReceiveAsync(signal, caller.Principal, cancellationToken);
            var problem = taken.Problem ?? (await desk.NoteAsync(
                NoteOf(signal, over: false, clusters), caller.Principal, cancellationToken)).Problem;
            if (IsForLater(problem) is { } later)
            {
                // Alertmanager sends the whole batch again; what was taken is recognised then.
                return ProblemReply.Of(later);
            }

            items.Add(new AlertTaken(
                alert.AlertName, taken.Value?.IncidentId, taken.Value?.SessionId, taken.Value?.How,
                Problem: taken.Problem));
        }

        return TypedResults.Ok(new AlertsTaken(items));
    }

    private static Problem? IsForLater(Problem? problem) =>
        problem is { Code: ProblemCode.Unavailable or ProblemCode.TooManyRequests } ? problem : null;

    private static TroubleNote NoteOf(Signal signal, bool over, IClusters clusters) => new(
        signal.Id, signal.Source, signal.Tenant, signal.Cluster, signal.Subject, signal.Symptom, over,
        clusters.Find(signal.Cluster)?.Now ?? signal.At);
}

/// <summary>Which incident an alert became part of, or why it did not.</summary>
internal sealed record AlertTaken(
    string Alert,
    string? IncidentId = null,
    string? SessionId = null,
    Assignment? How = null,
    string? Ignored = null,
    Problem? Problem = null);

internal sealed record AlertsTaken(IReadOnlyList<AlertTaken> Items);
