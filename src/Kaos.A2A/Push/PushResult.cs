namespace Kaos.A2A.Push;

/// <summary>How one attempt at a webhook went.</summary>
/// <param name="Outcome">Whether to try again.</param>
/// <param name="Detail">For a log or a delivery state: status code or reason; never the answer's body.</param>
public sealed record PushResult(PushOutcome Outcome, string Detail);

/// <summary>What an attempt means for the next one.</summary>
public enum PushOutcome
{
    /// <summary>The receiver took it (2xx).</summary>
    Delivered,

    /// <summary>No answer, too many requests, or a server error: worth another attempt, later.</summary>
    Failed,

    /// <summary>Another attempt would end the same way: a forbidden address, a redirect, or a client error.</summary>
    Refused,
}
