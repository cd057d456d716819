using System.Diagnostics;
using Kaos.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kaos.Agent.Host.Problems;

/// <summary>A problem as HTTP tells it: RFC 9457, with <c>code</c>, <c>next</c> and <c>traceId</c>.</summary>
internal static class ProblemReply
{
    public static ProblemHttpResult Of(Problem problem)
    {
        var row = ProblemTable.Of(problem.Code);
        return Make(row.Status, row.Title, problem.Message, Kebab.Write(problem.Code), problem.Next);
    }

    /// <summary>For what is no problem of ours: an unknown route, a wrong method, an unexpected failure.</summary>
    public static ProblemHttpResult OfStatus(int status, string title, string detail, string code, string? next) =>
        Make(status, title, detail, code, next);

    private static ProblemHttpResult Make(int status, string title, string detail, string code, string? next)
    {
        Dictionary<string, object?> more = new(StringComparer.Ordinal) { ["code"] = code };
        if (next is not null)
        {
            more["next"] = next;
        }

        if (Activity.Current is { } activity)
        {
            more["traceId"] = activity.TraceId.ToString();
        }

        return TypedResults.Problem(detail: detail, statusCode: status, title: title, extensions: more);
    }
}
