using System.Runtime.CompilerServices;
using System.Text.Json;
using Kaos.A2A.Json;

namespace Kaos.A2A.Client;

/// <summary>
/// Calls an agent by protocol 1.0, over JSON-RPC or HTTP+JSON. What the agent answers as an error is thrown as
/// <see cref="A2AException"/>; transport failures are HttpRequestException. Credentials and timeouts are the
/// HttpClient's.
/// </summary>
public sealed class A2AClient
{
    private readonly ClientBinding binding;
    private readonly string? tenant;

    /// <param name="http">Not disposed by this. Its timeout must outlast blocking calls; streams are read without
    /// it.</param>
    /// <param name="agent">One of the card's interfaces, of version 1.0.</param>
    public A2AClient(HttpClient http, AgentInterface agent)
    {
        var url = new Uri(agent.Url, UriKind.Absolute);
        tenant = agent.Tenant;
        binding = agent.ProtocolBinding switch
        {
            ProtocolBindings.JsonRpc => new JsonRpcClientBinding(http, url),
            ProtocolBindings.HttpJson => new HttpJsonClientBinding(http, url),
            _ => throw new NotSupportedException(
                $"The binding {agent.ProtocolBinding} is not supported. Choose an interface with JSONRPC or HTTP+JSON."),
        };
    }

    /// <summary>Reads the card at an agent's well-known address.</summary>
    public static async Task<AgentCard> GetCardAsync(HttpClient http, Uri agent, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(agent, "/.well-known/agent-card.json"), cancellationToken);
        response.EnsureSuccessStatusCode();
        var card = A2AJson.Deserialize<AgentCard>(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return card is { SupportedInterfaces: not null }
            ? card
            : throw new JsonException("The agent card has no supportedInterfaces.");
    }

    /// <summary>
    /// Reads the card, and picks the agent's first interface of version 1.0 that this client can use.
    /// </summary>
    public static async Task<A2AClient> ConnectAsync(HttpClient http, Uri agent, CancellationToken cancellationToken)
    {
        var card = await GetCardAsync(http, agent, cancellationToken);
        var usable = card.SupportedInterfaces.FirstOrDefault(one =>
            one is { ProtocolVersion: ProtocolVersions.V1, ProtocolBinding: ProtocolBindings.JsonRpc or ProtocolBindings.HttpJson });
        return usable is null
            ? throw new NotSupportedException(
                "The agent offers no interface for protocol 1.0 over JSONRPC or HTTP+JSON.")
            : new A2AClient(http, usable);
    }

    public Task<SendMessageResponse> SendMessageAsync(
        SendMessageRequest request, CancellationToken cancellationToken) =>
        binding.CallAsync<SendMessageRequest, SendMessageResponse>(
            ClientCalls.SendMessage, request with { Tenant = request.Tenant ?? tenant }, cancellationToken);

    public IAsyncEnumerable<StreamItem> SendStreamingMessageAsync(
        SendMessageRequest request, CancellationToken cancellationToken) =>
        binding.StreamAsync(
            ClientCalls.SendStreamingMessage,
            request with { Tenant = request.Tenant ?? tenant },
            lastEventId: null,
            cancellationToken);

    public Task<AgentTask> GetTaskAsync(GetTaskRequest request, CancellationToken cancellationToken) =>
        binding.CallAsync<GetTaskRequest, AgentTask>(
            ClientCalls.GetTask, request with { Tenant = request.Tenant ?? tenant }, cancellationToken);

    public Task<ListTasksResponse> ListTasksAsync(ListTasksRequest request, CancellationToken cancellationToken) =>
        binding.CallAsync<ListTasksRequest, ListTasksResponse>(
            ClientCalls.ListTasks, request with { Tenant = request.Tenant ?? tenant }, cancellationToken);

    public Task<AgentTask> CancelTaskAsync(CancelTaskRequest request, CancellationToken cancellationToken) =>
        binding.CallAsync<CancelTaskRequest, AgentTask>(
            ClientCalls.CancelTask, request with { Tenant = request.Tenant ?? tenant }, cancellationToken);

    /// <param name="request">Which task.</param>
    /// <param name="lastEventId">The id of the last event seen, for servers that can go on after it.</param>
    /// <param name="cancellationToken">Ends the stream, not the task.</param>
    public async IAsyncEnumerable<StreamItem> SubscribeToTaskAsync(
        SubscribeToTaskRequest request,
        string? lastEventId = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var addressed = request with { Tenant = request.Tenant ?? tenant };
        await foreach (var item in binding.StreamAsync(ClientCalls.SubscribeToTask, addressed, lastEventId,
            cancellationToken))
        {
            yield return item;
        }
    }
}
