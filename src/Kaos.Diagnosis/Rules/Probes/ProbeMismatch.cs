using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Probes;

/// <summary>
/// Probes that cannot succeed however well the program is: the wrong scheme, a command that the image lacks.
/// </summary>
internal static class ProbeMismatch
{
    private static readonly string[] CannotRun =
        ["executable file not found", "no such file or directory", "permission denied", "exec format error"];

    private static readonly string[] PlainRequest =
        [
            "sent an HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port",
            "sent plain HTTP request to HTTPS port", "ERR_SSL_HTTP_REQUEST", "SSL routines::http request",
            "SSL: HTTP_REQUEST", "Cannot determine the frame size or a corrupted frame was received",
        ];

    /// <summary>Null when the words speak of neither.</summary>
    public static (string Cause, string Why)? Of(
        ProbeFailure failure, Container? spec, ObjectRef at, Notes notes, IDictionary<string, string> facts,
        Scene scene)
    {
        if (failure.Probe?.HttpGet is { } http && WantedScheme(failure, http, spec, at, scene) is { } wanted)
        {
            var asked = http.Scheme ?? "HTTP";
            notes.Add(Sources.Spec, "probe-scheme", at, scene.Now, $"The probe asks {asked} on port {http.Port}");
            facts["scheme"] = asked;
            facts["wantedScheme"] = wanted;
            return (CauseCodes.ProbeScheme, $"it asks {asked}, and the program speaks {wanted}");
        }

        if (failure.Probe?.Exec is { Command: { Count: > 0 } command } &&
            CannotRun.Any(w => failure.Message.Contains(w, StringComparison.OrdinalIgnoreCase)))
        {
            notes.Add(Sources.Spec, "probe-command", at, scene.Now, $"The probe runs {string.Join(' ', command)}");
            facts["command"] = command[0];
            return (CauseCodes.ProbeCommand, $"its command {command[0]} cannot be run in the container");
        }

        return null;
    }

    // A server that speaks TLS answers plain HTTP with 400 or with the bytes of a TLS alert.
    private static string? WantedScheme(
        ProbeFailure failure, HttpGetAction http, Container? spec, ObjectRef at, Scene scene)
    {
        if (failure.Message.Contains("server gave HTTP response to HTTPS client", StringComparison.OrdinalIgnoreCase))
        {
            return "HTTP";
        }

        if (http.Scheme is "HTTPS")
        {
            return null;
        }

        var port = spec?.Ports.FirstOrDefault(p =>
            p is not null && (p.Number == http.Port.Number || p.Name == http.Port.Text));
        var named = port?.Name is { } name &&
            (name.Contains("https", StringComparison.OrdinalIgnoreCase) ||
                name.Contains("tls", StringComparison.OrdinalIgnoreCase));
        return failure.Message.Contains("malformed HTTP response", StringComparison.OrdinalIgnoreCase) ||
            (failure.Status == 400 && named) || (IsTurnedAway(failure) && SaysTls(scene, at))
            ? "HTTPS"
            : null;
    }

    // Some servers answer 400, others just hang up.
    private static bool IsTurnedAway(ProbeFailure failure) => failure.Status == 400 ||
        (failure.Status is null && (failure.Message.Contains("EOF", StringComparison.Ordinal) ||
            failure.Message.Contains("reset by peer", StringComparison.OrdinalIgnoreCase)));

    // A server's own word on what reaches it.
    private static bool SaysTls(Scene scene, ObjectRef at) =>
        scene.Log(at.Namespace ?? "", at.Name, at.Container ?? "", previous: false)?.Lines
            .Any(line => PlainRequest.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase))) ?? false;
}
