using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Problems;

/// <summary>
/// The edge's one catch-all: whatever goes wrong is answered as a problem. Only our own words go out; an unexpected
/// failure becomes a general text with the trace id.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Describe(http, failure).ExecuteAsync(http);
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } bare)
        {
            await OfStatus(bare.StatusCode, http.Request).ExecuteAsync(http);
        }
    }

    private IResult Describe(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad when bad.StatusCode != StatusCodes.Status400BadRequest:
                return OfStatus(bad.StatusCode, http.Request);
            case BadHttpRequestException bad:
                // The text of the framework, or of the JSON reader: about the caller's own input.
                return ProblemReply.Of(new(
                    ProblemCode.Invalid,
                    bad.InnerException is { } inner ? $"{bad.Message} {inner.Message}" : bad.Message,
                    "Compare the request with /openapi/v1.json."));
            case LogUnavailableException unavailable:
                LogLogUnavailable(http.Request.Path, unavailable.Message);
                return ProblemReply.Of(new(
                    ProblemCode.Unavailable, unavailable.Message,
                    "Nothing was changed. See /readyz for what is wrong, then try again."));
            default:
                LogUnexpected(failure, http.Request.Path);
                return ProblemReply.OfStatus(
                    500, "Internal error", "Something unexpected went wrong in KAOS.", "internal",
                    "Look in KAOS's own log for this traceId.");
        }
    }

    private static IResult OfStatus(int status, HttpRequest request) => status switch
    {
        404 => ProblemReply.Of(
            new(ProblemCode.NotFound, $"There is nothing at {request.Path}.",
            "See /openapi/v1.json for what there is.")),
        405 => ProblemReply.OfStatus(
            405, "Method not allowed", $"{request.Method} is not served at {request.Path}.", "invalid",
            "See /openapi/v1.json for what is."),
        413 => ProblemReply.OfStatus(
        413, "Too large", "The body is larger than this route takes.", "invalid", "Send less at once."),
        415 => ProblemReply.OfStatus(
            415, "Unsupported media type", "The body must be JSON.", "invalid",
            "Send 'Content-Type: application/json'."),
        _ => ProblemReply.OfStatus(
            status, "Refused", $"The request was refused with status {status}.", status >= 500 ? "internal" : "invalid",
            null),
    };
}
