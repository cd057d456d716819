using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Client;

/// <summary>
/// Turns refusals and broken connections into <see cref="KubernetesException"/>s that say what to do next.
/// </summary>
internal static class ApiFailures
{
    private const int LongestBody = 64 * 1024;

    public static bool IsTransport(Exception failure, CancellationToken callers) =>
        failure is HttpRequestException or IOException
        || (failure is OperationCanceledException && !callers.IsCancellationRequested);

    public static KubernetesException FromTransport(
        Exception failure,
        ClusterConnection connection,
        ApiRequest request,
        TimeSpan timeout)
    {
        var server = $"{connection.Server.Scheme}://{connection.Server.Authority}";
        if (failure is OperationCanceledException)
        {
            return new KubernetesException(
                KubernetesError.Timeout,
                FormattableString.Invariant(
                    $"The API server {server} did not answer {request.Describe()} within {timeout.TotalSeconds} s. ") +
                "Check the server's load and the network, then try again.",
                innerException: failure);
        }

        var advice = failure.InnerException is AuthenticationException
            ? "Its certificate is not trusted: check certificate-authority and tls-server-name in the kubeconfig."
            : "Check that the cluster runs and that this machine can reach it.";
        return new KubernetesException(
            KubernetesError.Unreachable,
            $"The API server {server} of '{connection.Name}' cannot be reached for {request.Describe()}: {Cause(failure)}. {advice}",
            innerException: failure);
    }

    public static async Task<KubernetesException> FromAnswerAsync(
        HttpResponseMessage response,
        ClusterConnection connection,
        ApiRequest request,
        CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = TryStatus(body);
        var code = (int)response.StatusCode;
        var error = Classify(code, status?.Reason);
        var said = status?.Message is { Length: > 0 } message
            ? message
            : $"HTTP {code} {response.ReasonPhrase}".TrimEnd();
        return new KubernetesException(
            error,
            $"{request.Describe()}: {said}{Advice(error, connection)}",
            code,
            status,
            RetryAfter(response, status))
        {
            Text = response.Content.Headers.ContentType?.MediaType == "text/plain" && body.Length <= LongestBody
                ? Encoding.UTF8.GetString(body)
                : null,
        };
    }

    /// <summary>An upgrade that was refused. Its body is not to be had, so the code has to say it.</summary>
    public static KubernetesException FromUpgrade(HttpStatusCode code, ClusterConnection connection, ApiRequest request)
    {
        var error = Classify((int)code, null);
        var said = error switch
        {
            KubernetesError.NotFound => "there is no such pod",
            KubernetesError.Invalid =>
                "the API server does not take it: is the container named, and is there one of that name?",
            _ => FormattableString.Invariant($"the API server answered HTTP {(int)code}"),
        };
        return new KubernetesException(error, $"{request.Describe()}: {said}.{Advice(error, connection)}", (int)code);
    }

    /// <summary>The error that a watch carries inside of its stream.</summary>
    public static KubernetesException FromStatus(KubernetesStatus status, ApiRequest request)
    {
        var error = Classify(status.Code, status.Reason);
        return new KubernetesException(
            error,
            $"{request.Describe()}: {status.Message ?? status.Reason ?? "the watch failed"}",
            status.Code,
            status,
            status.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    internal static KubernetesError Classify(int code, string? reason) => (code, reason) switch
    {
        (_, "Expired" or "Gone") => KubernetesError.Gone,
        (409, "AlreadyExists") => KubernetesError.AlreadyExists,
        (401, _) => KubernetesError.Unauthorized,
        (403, _) => KubernetesError.Forbidden,
        (404, _) => KubernetesError.NotFound,
        (408 or 504, _) => KubernetesError.Timeout,
        (409, _) => KubernetesError.Conflict,
        (410, _) => KubernetesError.Gone,
        (429, _) => KubernetesError.TooManyRequests,
        ( >= 400 and < 500, _) => KubernetesError.Invalid,
        _ => KubernetesError.ServerError,
    };

    private static KubernetesStatus? TryStatus(byte[] body)
    {
        if (body.Length is 0 or > LongestBody)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, KubernetesJson.Default.KubernetesStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, KubernetesStatus? status) =>
        response.Headers.RetryAfter?.Delta
        ?? (status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static string Advice(KubernetesError error, ClusterConnection connection) => error switch
    {
        KubernetesError.Unauthorized =>
            $" The credentials for '{connection.Name}' are missing or expired: sign in again or renew the token.",
        KubernetesError.Forbidden => " Grant the right by RBAC, or go on without this part.",
        KubernetesError.Gone => " List again and watch from there.",
        _ => "",
    };

    private static string Cause(Exception failure)
    {
        var inner = failure;
        while (inner.InnerException is { } deeper)
        {
            inner = deeper;
        }

        return inner.Message.TrimEnd('.');
    }
}
