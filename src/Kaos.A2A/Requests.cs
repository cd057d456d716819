using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.A2A;

/// <summary>SendMessage and SendStreamingMessage.</summary>
public sealed record SendMessageRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required Message Message { get; init; }

    public SendMessageConfiguration? Configuration { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

public sealed record SendMessageConfiguration
{
    /// <summary>Media types that the client can take; absent means any.</summary>
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    /// <summary>A webhook for the task of this message; its TaskId stays empty.</summary>
    public TaskPushNotificationConfig? TaskPushNotificationConfig { get; init; }

    /// <summary>
    /// At most so many newest messages in the reply; 0 leaves history out; null is the server's choice.
    /// </summary>
    public int? HistoryLength { get; init; }

    /// <summary>
    /// Reply as soon as the task exists, instead of when it is terminal or interrupted. No effect on streams.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReturnImmediately { get; init; }
}

/// <summary>Exactly one member is set.</summary>
public sealed record SendMessageResponse
{
    public AgentTask? Task { get; init; }

    public Message? Message { get; init; }
}

public sealed record GetTaskRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string Id { get; init; }

    /// <summary>As in <see cref="SendMessageConfiguration.HistoryLength"/>.</summary>
    public int? HistoryLength { get; init; }
}

/// <summary>Filters are combined by "and"; the order is newest status first.</summary>
public sealed record ListTasksRequest : ITenantRequest
{
    /// <summary>Used when <see cref="PageSize"/> is absent.</summary>
    public const int DefaultPageSize = 50;

    public string? Tenant { get; init; }

    public string? ContextId { get; init; }

    public TaskState? Status { get; init; }

    /// <summary>1 to 100.</summary>
    public int? PageSize { get; init; }

    /// <summary>What the page before gave as NextPageToken; opaque.</summary>
    public string? PageToken { get; init; }

    public int? HistoryLength { get; init; }

    /// <summary>Only tasks whose status is of that time or later.</summary>
    public DateTimeOffset? StatusTimestampAfter { get; init; }

    public bool? IncludeArtifacts { get; init; }
}

public sealed record ListTasksResponse
{
    public required IReadOnlyList<AgentTask> Tasks { get; init; }

    /// <summary>Empty on the last page, never absent.</summary>
    public required string NextPageToken { get; init; }

    public required int PageSize { get; init; }

    /// <summary>How many tasks fit the filters, before paging.</summary>
    public required int TotalSize { get; init; }
}

public sealed record CancelTaskRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string Id { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

public sealed record SubscribeToTaskRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string Id { get; init; }
}

public sealed record GetExtendedAgentCardRequest : ITenantRequest
{
    public string? Tenant { get; init; }
}
