using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.A2A;
using Kaos.Agent.Host.Rest;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Views;
using ModelContextProtocol.Protocol;

namespace Kaos.Agent.Host.Mcp;

/// <summary>What the desk says, as results of tools: in words, and the same as data. Pure.</summary>
internal static class McpReply
{
    public static CallToolResult Of(Reply.Text reply) => Result(
        reply.Body, new SpokenReply { ContextId = reply.ContextId, Text = reply.Body, Data = reply.Data },
        RestJson.Default.SpokenReply);

    public static CallToolResult Of(Reply.Task reply, string text) => Result(
        text,
        new SpokenReply
        {
            ContextId = reply.ContextId,
            Text = text,
            TaskId = reply.TaskId,
            SessionId = reply.SessionId,
            Version = reply.Version,
        },
        RestJson.Default.SpokenReply);

    public static CallToolResult Of(SessionView session) =>
        Result($"{session.Narration}\n{Standing(session)}", session, RestJson.Default.SessionView);

    /// <param name="id">Of the session, or of the plan that was decided on.</param>
    public static CallToolResult Moved(string id, long version) =>
        Result($"Taken: {id}. kaos_status tells how it goes on.", new McpMoved(id, version), McpJson.Default.McpMoved);

    /// <summary>As an error of the tool, not of the protocol: a model reads what to do next.</summary>
    public static CallToolResult Refused(Problem problem)
    {
        var result = Result(
            problem.Next is null ? problem.Message : $"{problem.Message} {problem.Next}",
            new McpProblem(Kebab.Write(problem.Code), problem.Message, problem.Next), McpJson.Default.McpProblem);
        result.IsError = true;
        return result;
    }

    private static string Standing(SessionView session) => session switch
    {
        { State: IncidentState.AwaitingChoice, Options: { IsDefaultOrEmpty: false } options } =>
            $"{TaskTexts.Options(options)}\n\nWhich one? kaos_choose takes its id.",
        { State: IncidentState.AwaitingApproval, Plan: { } plan } =>
            $"{TaskTexts.Planned(plan)}\n\nA person with the role approver decides on plan {plan.Hash}: kaos_approve.",
        _ => $"It stands at {Kebab.Write(session.State)}.",
    };

    private static CallToolResult Result<T>(string text, T data, JsonTypeInfo<T> json) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(data, json),
    };
}

/// <param name="Version">The session's version after the command.</param>
internal sealed record McpMoved(string Id, long Version);

internal sealed record McpProblem(string Code, string Message, string? Next);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(McpMoved))]
[JsonSerializable(typeof(McpProblem))]
internal sealed partial class McpJson : JsonSerializerContext;
