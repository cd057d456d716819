using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Probes;

/// <summary>What the kubelet says of a probe that fails.</summary>
/// <param name="Kind"><c>Liveness</c>, <c>Readiness</c> or <c>Startup</c>.</param>
internal sealed record ProbeFailure(
    string Kind, string Container, string Message, int Times, DateTimeOffset First, DateTimeOffset Last, Probe? Probe)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public bool IsRefused => Message.Contains("connection refused", StringComparison.OrdinalIgnoreCase);

    public bool IsTimeout => Message.Contains("deadline exceeded", StringComparison.OrdinalIgnoreCase) ||
        Message.Contains("timeout", StringComparison.OrdinalIgnoreCase) ||
            Message.Contains("timed out", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The connection was made, and then the answer took too long; a host that drops packets says something else.
    /// </summary>
    public bool AnswersLate => Message.Contains("awaiting headers", StringComparison.OrdinalIgnoreCase) ||
        Message.Contains("command timed out", StringComparison.OrdinalIgnoreCase) ||
        (Message.Contains("command", StringComparison.OrdinalIgnoreCase) &&
            Message.Contains("timed out after", StringComparison.OrdinalIgnoreCase)) ||
        Message.Contains("health rpc did not complete", StringComparison.OrdinalIgnoreCase);

    /// <summary>The HTTP status that it got; null when it got no answer.</summary>
    public int? Status =>
        Message.LastIndexOf("statuscode: ", StringComparison.OrdinalIgnoreCase) is var at and >= 0 &&
        int.TryParse(Message.AsSpan(at + "statuscode: ".Length).Trim(), out var status)
            ? status
            : null;

    public IntOrString? Port =>
        Probe?.HttpGet?.Port ?? Probe?.TcpSocket?.Port ?? (Probe?.Grpc is { } grpc ? (IntOrString?)grpc.Port : null);

    /// <summary>The loudest failure of a container's probes; null when none failed lately.</summary>
    public static ProbeFailure? Of(Scene scene, Pod pod, string container) => scene.Index.EventsOf(pod.Ref())
        .Where(e => e.Reason is "Unhealthy" or "ProbeWarning" && scene.Now - (e.LastSeen ?? scene.Now) < Recent)
        .Where(e =>
            e.InvolvedObject.FieldPath is not { } path || path.Contains($"{{{container}}}", StringComparison.Ordinal))
        .Select(e => One(e, pod, container, scene.Now))
        .OfType<ProbeFailure>()
        .OrderByDescending(f => f.Kind != "Readiness").ThenByDescending(f => f.Times)
        .ThenBy(f => f.Message, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The kubelet ends the container because a probe says it is not alive: a crash that is none.</summary>
    public static bool Kills(Scene scene, Pod pod, string container) =>
        Of(scene, pod, container) is { Kind: not "Readiness" } &&
        pod.AllStatuses().FirstOrDefault(s => s.Name == container) is { } status &&
        (status.State.Terminated ?? status.LastState.Terminated) is null or { ExitCode: 137 or 143 or 0 };

    private static ProbeFailure? One(Event item, Pod pod, string container, DateTimeOffset now)
    {
        var message = item.Message ?? "";
        var kind = message.Split(' ')[0];
        if (kind is not ("Liveness" or "Readiness" or "Startup"))
        {
            return null;
        }

        var spec = pod.Spec.Container(container);
        var probe = kind switch
        {
            "Liveness" => spec?.LivenessProbe,
            "Startup" => spec?.StartupProbe,
            _ => spec?.ReadinessProbe,
        };
        return new ProbeFailure(
            kind, container, Say.Short(message, 300), item.Times, item.FirstSeen ?? now, item.LastSeen ?? now, probe);
    }
}
