using Kaos.A2A;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Problems;

/// <summary>The one table from our reasons for a "no" to what HTTP and A2A say.</summary>
internal static class ProblemTable
{
    public static ProblemRow Of(ProblemCode code) => code switch
    {
        ProblemCode.Invalid => new(400, "The request is not of the form it must have", A2AErrorCode.InvalidParams),
        ProblemCode.Unauthenticated => new(401, "Credentials are needed", A2AErrorCode.InvalidRequest),
        ProblemCode.Forbidden => new(403, "Not allowed for this caller", A2AErrorCode.UnsupportedOperation),
        ProblemCode.Denied => new(403, "A guardrail says no", A2AErrorCode.UnsupportedOperation),
        ProblemCode.NotFound => new(404, "Not found", A2AErrorCode.TaskNotFound),
        ProblemCode.Conflict => new(409, "Does not fit where things stand", A2AErrorCode.UnsupportedOperation),
        ProblemCode.Stale => new(409, "The plan no longer fits", A2AErrorCode.UnsupportedOperation),
        ProblemCode.Fenced => new(409, "Superseded", A2AErrorCode.UnsupportedOperation),
        ProblemCode.TooManyRequests => new(429, "Too much at once", A2AErrorCode.InternalError),
        ProblemCode.Unavailable => new(503, "Cannot be reached now", A2AErrorCode.InternalError),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "A problem code has no row in the table."),
    };
}

/// <param name="Status">HTTP status.</param>
internal sealed record ProblemRow(int Status, string Title, A2AErrorCode A2A);
