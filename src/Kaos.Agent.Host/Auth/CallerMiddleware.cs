using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Microsoft.AspNetCore.Authorization;

namespace Kaos.Agent.Host.Auth;

/// <summary>
/// Nothing but what is marked anonymous is served to a stranger. Runs before it is known whether a thing exists, so
/// that
/// a stranger hears the same either way.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, Callers callers)
{
    private static readonly Problem WhoAreYou = new(
        ProblemCode.Unauthenticated,
        "This needs a caller that is known here.",
        "Send 'Authorization: Bearer <key>' with a key of the key file (setting Auth:KeysFile), or call from this machine.");

    public Task InvokeAsync(HttpContext http)
    {
        if (callers.Find(http) is { } caller)
        {
            http.Features.Set(caller);
            return next(http);
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(http);
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemReply.Of(WhoAreYou).ExecuteAsync(http);
    }
}
