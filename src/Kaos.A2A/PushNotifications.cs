namespace Kaos.A2A;

/// <summary>A webhook for one task; also the request that creates it.</summary>
public sealed record TaskPushNotificationConfig : ITenantRequest
{
    public string? Tenant { get; init; }

    /// <summary>Assigned by the server when the client names none.</summary>
    public string? Id { get; init; }

    public string? TaskId { get; init; }

    public required string Url { get; init; }

    /// <summary>Sent back with every notification, so that the receiver can tell it is meant.</summary>
    public string? Token { get; init; }

    public AuthenticationInfo? Authentication { get; init; }
}

/// <summary>How to authenticate at a webhook: <c>Authorization: {Scheme} {Credentials}</c>.</summary>
public sealed record AuthenticationInfo
{
    public required string Scheme { get; init; }

    public string? Credentials { get; init; }
}

public sealed record GetTaskPushNotificationConfigRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string TaskId { get; init; }

    public required string Id { get; init; }
}

public sealed record DeleteTaskPushNotificationConfigRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string TaskId { get; init; }

    public required string Id { get; init; }
}

public sealed record ListTaskPushNotificationConfigsRequest : ITenantRequest
{
    public string? Tenant { get; init; }

    public required string TaskId { get; init; }

    public int? PageSize { get; init; }

    public string? PageToken { get; init; }
}

public sealed record ListTaskPushNotificationConfigsResponse
{
    public required IReadOnlyList<TaskPushNotificationConfig> Configs { get; init; }

    public string? NextPageToken { get; init; }
}
