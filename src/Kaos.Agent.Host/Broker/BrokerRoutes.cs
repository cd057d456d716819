using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Grants;
using Kaos.Kubernetes.Client;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Broker;

/// <summary><c>/v1/grants</c> of the broker. Every call is by a token that the cluster vouches for.</summary>
internal static class BrokerRoutes
{
    public static void MapBroker(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", static () => TypedResults.Text("ok"));
        app.MapPost(
            "/v1/grants", static (GrantRequest body, HttpContext http, GrantBook book, CancellationToken stop) =>
            AsAsync(http, who => book.MakeAsync(body, who, stop), Reply, stop));
        app.MapPost(
            "/v1/grants/foresee",
            static (GrantQuestion body, HttpContext http, GrantBook book, CancellationToken stop) =>
            AsAsync(http, _ => book.ForeseeAsync(body, stop), static _ => TypedResults.NoContent(), stop));
        app.MapPost(
            "/v1/grants/{id}/token", static (string id, HttpContext http, GrantBook book, CancellationToken stop) =>
            AsAsync(http, who => book.RenewAsync(id, who, stop), Reply, stop));
        app.MapDelete("/v1/grants/{id}", static (string id, HttpContext http, GrantBook book, CancellationToken stop) =>
            AsAsync(http, who => book.ReturnAsync(id, who, stop), static _ => TypedResults.NoContent(), stop));
        app.MapGet("/v1/grants", static (HttpContext http, GrantBook book, CancellationToken stop) => AsAsync(
            http,
            async who => new Result<StandingGrants>(
                new StandingGrants([.. (await book.StandingAsync(stop)).Where(grant => grant.Who == who)]), null),
            static list => TypedResults.Json(list, KaosJson.Default.StandingGrants),
            stop));
    }

    private static IResult Reply(GrantedToken granted) => TypedResults.Json(granted, KaosJson.Default.GrantedToken);

    private static async Task<IResult> AsAsync<T>(
        HttpContext http, Func<string, Task<Result<T>>> act, Func<T, IResult> reply,
        CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await WhoAsync(http, cancellationToken) is not { } who)
            {
                return Refused(new(
                    ProblemCode.Unauthenticated, "The caller's token is not one that this broker serves.",
                    "Send a token of an account in Broker:Callers, for the audience in Broker:Audience."));
            }

            var result = await act(who);
            return result.Value is { } value
                ? reply(value)
                : Refused(result.Problem ?? new(ProblemCode.Unavailable, "No answer."));
        }
        catch (KubernetesException failed)
        {
            var forbidden = failed.Error is KubernetesError.Forbidden or KubernetesError.Invalid;
            return Refused(new(
                forbidden ? ProblemCode.Forbidden : ProblemCode.Unavailable,
                $"The API server did not let the broker do it. {failed.Message}"));
        }
    }

    private static IResult Refused(Problem problem) =>
        TypedResults.Json(problem, KaosJson.Default.Problem, statusCode: ProblemTable.Of(problem.Code).Status);

    private static async Task<string?> WhoAsync(HttpContext http, CancellationToken cancellationToken)
    {
        const string scheme = "Bearer ";
        var options = http.RequestServices.GetRequiredService<IOptions<BrokerOptions>>().Value;
        if (http.Request.Headers.Authorization is not [{ } header, ..] ||
            !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var client = http.RequestServices.GetRequiredService<KubernetesClient>();
        var answer = await client.ReviewTokenAsync(
            header[scheme.Length..].Trim(), options.Audience.Length == 0 ? [] : [options.Audience], cancellationToken);
        return answer.Authenticated && options.MayAsk(answer.User) ? answer.User : null;
    }
}
