using Kaos.Agent.Grains.Desk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Problems;

internal static class ResultReply
{
    /// <summary>The reply for a result without a value.</summary>
    public static ProblemHttpResult Refused<T>(this Result<T> result) =>
        ProblemReply.Of(
            result.Problem ?? throw new InvalidOperationException("A result holds neither a value nor a problem."));
}
