using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Sessions;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Gate.Decisions;

/// <summary>
/// A session as the cluster's own AgentDecision: what was observed, the diagnosis, the action, and what came of it. One
/// for each session, by its id, so that writing it again changes nothing. Pure.
/// </summary>
internal static class DecisionObject
{
    // The definition's own limits; longer text is in KAOS's log.
    private const int Longest = 4096;
    private const int LongestAction = 1024;

    public static ResourceType Type { get; } = new("kaos.dev", "v1", "agentdecisions", "AgentDecision", true);

    /// <summary>Null while there is nothing to say: before the first diagnosis, and for questions and wishes.</summary>
    public static JsonObject? Spec(SessionState session) => session is { Signal: { Request: null } signal, Examination: not null }
        ? Whole(session.Id, "spec", new JsonObject
        {
            ["observation"] = Text(signal.Text, Longest),
            ["diagnosis"] = Text(session.Finding?.Summary ?? "The cause is not known.", Longest),
            ["action"] = Text(Action(session), LongestAction),
            ["confidence"] = Math.Round(session.Finding?.Confidence ?? 0, 2),
            ["cause"] = session.Finding?.CauseCode ?? "unknown",
            ["subject"] = Text((session.Finding?.Subject ?? signal.Subject).ToString(), LongestAction),
            ["incident"] = session.IncidentId,
            ["session"] = session.Id,
            ["planHash"] = session.Plan?.Hash,
        })
        : null;

    /// <summary>What came of it. Whether it is approved in the cluster's eyes is not KAOS's to say.</summary>
    public static JsonObject Status(SessionState session) => Whole(session.Id, "status", new JsonObject
    {
        ["decidedBy"] = session.Approvers is { IsDefaultOrEmpty: false } people
            ? Text(string.Join(", ", people), 256)
            : null,
        ["executed"] = Executed(session.Execution),
        ["outcome"] = session.Outcome is { } outcome
            ? JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString())
            : null,
    });

    private static JsonObject Whole(string name, string part, JsonObject content)
    {
        foreach (var absent in content.Where(member => member.Value is null).Select(member => member.Key).ToArray())
        {
            content.Remove(absent);
        }

        return new JsonObject
        {
            ["apiVersion"] = Type.ApiVersion,
            ["kind"] = Type.Kind,
            ["metadata"] = new JsonObject { ["name"] = name },
            [part] = content,
        };
    }

    // What was chosen, else what was offered first.
    private static string Action(SessionState session)
    {
        var options = session.Options ?? [];
        return (options.FirstOrDefault(option => option.Id == session.ChosenOption) ?? options.FirstOrDefault(option => option.PlanHash is not null)) switch
        {
            { PlanHash: not null } option => $"{option.Id}: {option.Description}",
            { } option => option.Id,
            null => "none",
        };
    }

    // Null: sent, and nobody knows.
    private static bool? Executed(Sessions.Execution? execution) => execution?.Steps.Where(step => !step.Undo) switch
    {
        null => false,
        var steps when steps.Any(step => step.Stage is StepStage.Written or StepStage.Completed) => true,
        var steps when steps.Any(step => step.Stage is StepStage.Unclear or StepStage.Intended) => null,
        _ => false,
    };

    private static string Text(string text, int longest) =>
        Redaction.Of(text) is var clean && clean.Length > longest ? clean[..(longest - 1)] + "…" : clean;
}
