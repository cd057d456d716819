using System.Security.Cryptography;
using System.Text.Json;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Kaos.Agent.Host.Mcp;

/// <summary>
/// The tools of this edge. Each is one verb of the desk, so what a caller may do here it may do anywhere, and the
/// reverse.
/// </summary>
internal sealed class McpTools(IDesk desk)
{
    public const string Instructions =
        "Say what is wrong or what you want with kaos_ask, follow the session with kaos_status, and go on with kaos_choose. "
        + "Nothing is written to a cluster before a person who may has approved exactly the plan that is shown.";

    private const string Ask = "kaos_ask";
    private const string Choose = "kaos_choose";
    private const string Approve = "kaos_approve";
    private const string Status = "kaos_status";

    /// <summary>The same for everybody: who may use which is the desk's to say.</summary>
    public static ListToolsResult Listed { get; } = new()
    {
        Tools =
        [
            Tool(Ask, "Asks a question, reports trouble, or wishes a change, in words.", readOnly: false,
                """
                {"type":"object","required":["text"],"properties":{
                "text":{"type":"string","description":"What is wrong, a question, a wish, an answer."},
                "contextId":{"type":"string","description":"The conversation to go on with."},
                "taskId":{"type":"string","description":"The task to go on with."},
                "messageId":{"type":"string","description":"Makes a retry recognisable."}}}
                """),
            Tool(Choose, "Chooses one of the options that a session offers.", readOnly: false,
                """
                {"type":"object","required":["sessionId","optionId"],"properties":{
                "sessionId":{"type":"string"},"optionId":{"type":"string"},
                "commandId":{"type":"string","description":"Makes a retry recognisable."}}}
                """),
            Tool(
                Approve, "Decides on exactly this plan, once. Only a person with the role approver can.",
                readOnly: false,
                """
                {"type":"object","required":["planHash","decision"],"properties":{
                "planHash":{"type":"string"},
                "decision":{"enum":["approve","reject","edit","override"]},
                "reason":{"type":"string","description":"An override needs one."},
                "parameters":{"type":"object","additionalProperties":{"type":"string"},"description":"Of an edit: a new plan is made with these."},
                "commandId":{"type":"string","description":"Makes a retry recognisable."}}}
                """),
            Tool(Status, "A session as it stands: what was found, what is offered, what waits.", readOnly: true,
                """{"type":"object","required":["sessionId"],"properties":{"sessionId":{"type":"string"}}}"""),
        ],
    };

    /// <exception cref="McpProtocolException">There is no such tool.</exception>
    public async Task<CallToolResult> CallAsync(
        CallToolRequestParams? call, Principal caller, CancellationToken cancellationToken)
    {
        var given = new McpArguments(call?.Arguments);
        Func<Task<CallToolResult>> run = call?.Name switch
        {
            Ask => () => AskAsync(given, caller, cancellationToken),
            Choose => () => ChooseAsync(given, caller, cancellationToken),
            Approve => () => DecideAsync(given, caller, cancellationToken),
            Status => () => StatusAsync(given, caller, cancellationToken),
            _ => throw new McpProtocolException(
                $"There is no tool '{call?.Name}'. tools/list names them.", McpErrorCode.InvalidParams),
        };
        try
        {
            return await run();
        }
        catch (FormatException wrong)
        {
            return McpReply.Refused(new(ProblemCode.Invalid, wrong.Message, "tools/list shows what each tool takes."));
        }
    }

    private async Task<CallToolResult> AskAsync(
        McpArguments given, Principal caller, CancellationToken cancellationToken)
    {
        var saying = new Saying(
            given.Text("messageId") ?? Fresh(), given.Text("contextId"), given.Text("taskId"), given.Needed("text"));
        var said = await desk.SayAsync(saying, caller, cancellationToken);
        return said.Value switch
        {
            Reply.Text text => McpReply.Of(text),
            Reply.Task task => McpReply.Of(task, await AnsweredAsync(task, cancellationToken)),
            _ => McpReply.Refused(said.Problem!),
        };
    }

    // What was said in answer is in the log by now, with the saying itself.
    private async Task<string> AnsweredAsync(Reply.Task task, CancellationToken cancellationToken)
    {
        var answer = "";
        await foreach (var numbered in desk.EventsAsync(task.SessionId, 1, cancellationToken))
        {
            answer = numbered switch
            {
                { Seq: var seq } when seq > task.Version => answer,
                { Event: MessageReceived message } when message.TaskId == task.TaskId => "",
                { Event: Answered { Text: var text, TaskId: var to } } when to == task.TaskId => text,
                _ => answer,
            };
        }

        return answer.Length > 0 ? answer : $"Session {task.SessionId} works on it; kaos_status tells how it stands.";
    }

    private async Task<CallToolResult> ChooseAsync(
        McpArguments given, Principal caller, CancellationToken cancellationToken)
    {
        var session = given.Needed("sessionId");
        return Moved(
            session, await desk.ChooseAsync(
                session, given.Needed("optionId"), CommandId(given, caller), caller, cancellationToken));
    }

    private async Task<CallToolResult> DecideAsync(
        McpArguments given, Principal caller, CancellationToken cancellationToken)
    {
        if (!Kebab.TryRead<PlanDecision>(given.Needed("decision"), out var decision) ||
            decision == PlanDecision.Expire)
        {
            throw new FormatException("'decision' is one of approve, reject, edit, override.");
        }

        var plan = given.Needed("planHash");
        var decide = new DecidePlan(plan, decision, given.Text("reason"), TaskId: null, given.Texts("parameters"));
        return Moved(plan, await desk.DecideAsync(decide, CommandId(given, caller), caller, cancellationToken));
    }

    private async Task<CallToolResult> StatusAsync(
        McpArguments given, Principal caller, CancellationToken cancellationToken)
    {
        var found = await desk.SessionAsync(given.Needed("sessionId"), caller, cancellationToken);
        return found.Value is { } session ? McpReply.Of(session) : McpReply.Refused(found.Problem!);
    }

    private static CallToolResult Moved(string id, Result<long> result) =>
        result.Problem is { } problem ? McpReply.Refused(problem) : McpReply.Moved(id, result.Value);

    // Scoped to the caller, so that nobody can take somebody else's.
    private static string CommandId(McpArguments given, Principal caller) =>
        given.Text("commandId") is { } id ? $"mcp/{caller}/{id}" : Fresh();

    private static string Fresh() => $"mcp-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    private static Tool Tool(string name, string description, bool readOnly, string schema) => new()
    {
        Name = name,
        Description = description,
        InputSchema = JsonElement.Parse(schema),
        Annotations = new ToolAnnotations { ReadOnlyHint = readOnly },
    };
}
