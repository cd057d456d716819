using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.A2A;
using Kaos.A2A.Client;
using Kaos.Agent.Host.Cli;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// One way into KAOS, with a key for each caller: asks, chooses and decides as its users do, and hears what comes back
/// as words.
/// </summary>
internal abstract class Edge(Uri address, string name)
{
    private int said;

    protected Uri Address => address;

    protected string Name => name;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public abstract Task<string> AskAsync(string who, string sentence);

    /// <param name="session">The session that the same caller's last sentence opened.</param>
    public abstract Task<string> ChooseAsync(string who, string session, string option);

    /// <summary>By a caller who was in no conversation about the plan.</summary>
    public abstract Task<string> DecideAsync(string who, string plan, string decision, string? reason);

    // The same id from the same caller with the same words would be the same message, whichever way it came.
    protected string NextId() => $"{name}-{++said}";

    protected static string Decision(
        string plan, string decision, string? reason, JsonObject? parameters = null) => new JsonObject
        {
            ["kind"] = "kaos.decide/v1",
            ["planHash"] = plan,
            ["decision"] = decision,
            ["reason"] = reason,
            ["parameters"] = parameters,
        }.ToJsonString();
}

internal sealed class RestEdge(Uri address) : Edge(address, "rest")
{
    public override Task<string> AskAsync(string who, string sentence) =>
        PostAsync(who, "/v1/signals", new JsonObject { ["text"] = sentence, ["messageId"] = NextId() });

    public override Task<string> ChooseAsync(string who, string session, string option) =>
        PostAsync(who, $"/v1/sessions/{session}/choice", new JsonObject { ["optionId"] = option });

    public override Task<string> DecideAsync(string who, string plan, string decision, string? reason) =>
        PostAsync(who, $"/v1/approvals/{plan}", new JsonObject { ["decision"] = decision, ["reason"] = reason });

    public Task<string> EditAsync(string who, string plan, JsonObject parameters) => PostAsync(
        who, $"/v1/approvals/{plan}", new JsonObject { ["decision"] = "edit", ["parameters"] = parameters });

    private async Task<string> PostAsync(string who, string path, JsonObject body)
    {
        using var service = new Service(Address, who);
        return (await service.PostAsync(path, body.ToJsonString(), Token)).Body is { } said
            ? $"{said["text"]} {said["detail"]} {said["next"]}" : "";
    }
}

internal sealed class A2AEdge(Uri address, string binding) : Edge(address, binding)
{
    private readonly Dictionary<string, string> tasks = new(StringComparer.Ordinal);

    public override Task<string> AskAsync(string who, string sentence) => SayAsync(who, null, Part.FromText(sentence));

    public override Task<string> ChooseAsync(string who, string session, string option) =>
        SayAsync(
            who, tasks[who],
            Part.FromData(JsonElement.Parse($$"""{"kind":"kaos.choose/v1","optionId":"{{option}}"}""")));

    public override Task<string> DecideAsync(string who, string plan, string decision, string? reason) =>
        SayAsync(who, null, Part.FromData(JsonElement.Parse(Decision(plan, decision, reason))));

    public Task<string> EditAsync(string who, string plan, JsonObject parameters) =>
        SayAsync(who, null, Part.FromData(JsonElement.Parse(Decision(plan, "edit", null, parameters))));

    private async Task<string> SayAsync(string who, string? task, Part part)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", who);
        var card = await A2AClient.GetCardAsync(http, Address, Token);
        var client = new A2AClient(
            http,
            card.SupportedInterfaces.First(one => one is { ProtocolVersion: "1.0" } && one.ProtocolBinding == Name));
        var message = new Message { MessageId = NextId(), Role = Kaos.A2A.Role.User, TaskId = task, Parts = [part] };
        try
        {
            var answer = await client.SendMessageAsync(
                new SendMessageRequest { Message = message, Configuration = new() { ReturnImmediately = true } },
                Token);
            if (answer.Task is { } begun)
            {
                tasks[who] = begun.Id;
                return Words(begun.Status.Message?.Parts);
            }

            return Words(answer.Message?.Parts);
        }
        catch (A2AException refused)
        {
            return refused.Message;
        }
    }

    private static string Words(IEnumerable<Part>? parts) =>
        string.Join(' ', (parts ?? []).Select(part => part.Text).OfType<string>());
}

internal sealed class McpEdge(Uri address) : Edge(address, "mcp")
{
    public override Task<string> AskAsync(string who, string sentence) =>
        CallAsync(who, "kaos_ask", ("text", sentence), ("messageId", NextId()));

    public override Task<string> ChooseAsync(string who, string session, string option) =>
        CallAsync(who, "kaos_choose", ("sessionId", session), ("optionId", option));

    public override Task<string> DecideAsync(string who, string plan, string decision, string? reason) =>
        CallAsync(who, "kaos_approve", ("planHash", plan), ("decision", decision), ("reason", reason ?? ""));

    private async Task<string> CallAsync(string who, string tool, params (string Name, string Value)[] arguments)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {who}" },
        };
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(options), cancellationToken: Token);
        var result = await client.CallToolAsync(
            new CallToolRequestParams
            {
                Name = tool,
                Arguments = arguments.ToDictionary(one =>
                    one.Name, one => JsonSerializer.SerializeToElement(one.Value, McpJsonUtilities.DefaultOptions)),
            },
            Token);
        return string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
    }
}

/// <summary>The command line, verb by verb, as a person types it.</summary>
internal sealed class CliEdge(Uri address, string folder) : Edge(address, "cli")
{
    public override Task<string> AskAsync(string who, string sentence) => RunAsync(who, sentence, "--new");

    public override Task<string> ChooseAsync(string who, string session, string option) =>
        RunAsync(who, $"go with {option}");

    public override Task<string> DecideAsync(string who, string plan, string decision, string? reason) =>
        RunAsync(who, $"{decision} {plan}{(reason is null ? "" : $" {reason}")}", "--new");

    private async Task<string> RunAsync(string who, string sentence, params string[] more)
    {
        using var heard = new StringWriter(new StringBuilder());
        var terminal = Terminal.Of(heard, heard, redirected: true);
        await KaosCommandLine.RunAsync(
            ["ask", sentence, "--url", Address.ToString(), "--key", who, "--memory",
                Path.Combine(folder, $"{who}.json"), .. more],
            terminal, Token);
        return heard.ToString();
    }
}
