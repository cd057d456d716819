namespace Kaos.Kubernetes.Client;

/// <summary>What kind of refusal or failure it was; decides what can be done about it.</summary>
public enum KubernetesError
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>Connected, but no answer in time. A write may or may not have happened.</summary>
    Timeout,

    /// <summary>401, also with a fresh credential; or there is no credential to be had.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404: the object, or the whole resource type.</summary>
    NotFound,

    /// <summary>
    /// 409: somebody else changed it first, a precondition failed, or another manager owns the field.
    /// </summary>
    Conflict,

    /// <summary>409 with reason AlreadyExists.</summary>
    AlreadyExists,

    /// <summary>410: the resourceVersion or continue token is too old; list again.</summary>
    Gone,

    /// <summary>422, or 400 and 415: the server understood that it will not do this.</summary>
    Invalid,

    /// <summary>429: too many requests, or a disruption budget.</summary>
    TooManyRequests,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>The answer was not what the API promises.</summary>
    BadAnswer,
}

/// <summary>
/// A request to an API server that did not succeed. The message says what happened, why, and what to do next, and is
/// fit
/// to be shown; it never holds a credential.
/// </summary>
public sealed class KubernetesException : Exception
{
    public KubernetesException(
        KubernetesError error,
        string message,
        int? httpCode = null,
        KubernetesStatus? status = null,
        TimeSpan? retryAfter = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        HttpCode = httpCode;
        Status = status;
        RetryAfter = retryAfter;
    }

    public KubernetesError Error { get; }

    /// <summary>Null when no answer came.</summary>
    public int? HttpCode { get; }

    /// <summary>What the server said of it; null when it sent no Status.</summary>
    public KubernetesStatus? Status { get; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>What the server said in plain words where it sent no Status; null otherwise.</summary>
    public string? Text { get; init; }
}

/// <summary>The Status object with which an API server explains a refusal.</summary>
public sealed record KubernetesStatus
{
    public string? Status { get; init; }

    public string? Message { get; init; }

    /// <summary>Such as <c>NotFound</c>, <c>Conflict</c>, <c>Expired</c>.</summary>
    public string? Reason { get; init; }

    public int Code { get; init; }

    public KubernetesStatusDetails? Details { get; init; }
}

/// <summary>The object concerned and the single causes.</summary>
public sealed record KubernetesStatusDetails
{
    public string? Name { get; init; }

    public string? Group { get; init; }

    public string? Kind { get; init; }

    public string? Uid { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public IReadOnlyList<KubernetesStatusCause> Causes { get; init => field = value ?? []; } = [];
}

/// <summary>One cause, such as one field that is wrong.</summary>
public sealed record KubernetesStatusCause
{
    public string? Reason { get; init; }

    public string? Message { get; init; }

    public string? Field { get; init; }
}
