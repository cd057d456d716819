using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Health;

/// <summary>Certificates, who leads the control plane, and the APIs that others serve. Pure.</summary>
internal static class PlaneParts
{
    private static readonly string[] Components =
        ["kube-apiserver", "etcd", "kube-scheduler", "kube-controller-manager"];

    private static readonly string[] Leaders =
    [
        Kubernetes.Models.Component.Scheduler, Kubernetes.Models.Component.ControllerManager,
        Kubernetes.Models.Component.CloudControllerManager,
    ];

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static HealthPart Certificates(HealthScene scene)
    {
        var certificates = scene.Here<CustomResource>()
            .Where(item => item is { Kind: "Certificate", Group: "cert-manager.io" }).ToList();
        var bad = certificates.Select(item => Trouble(item, scene.World.Now)).OfType<string>().ToImmutableArray();
        return certificates.Count == 0
            ? HealthScene.Part("certificates", "not visible", [],
                [new NotChecked("certificates",
                    "KAOS reads no Secrets, and cert-manager, which would say it without them, shows none here")])
            : HealthScene.Part(
                "certificates", $"{certificates.Count - bad.Length} of {certificates.Count} of cert-manager's are good",
                bad, []);
    }

    /// <summary>
    /// Who leads: by the leases of the scheduler and the controllers, by their pods where they run as such.
    /// </summary>
    public static HealthPart ControlPlane(HealthScene scene)
    {
        var pods = scene.Objects.Pods
            .Where(pod => pod.Metadata.Namespace == "kube-system" && Component(pod) is not null).ToList();
        var unready = pods.Where(pod =>
            !pod.Status.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: true }))
            .Select(pod => $"Pod {pod.Metadata.Namespace}/{pod.Metadata.Name} ({Component(pod)}) is not ready");
        var leaders = Leaders.Select(name => LeaderLine.Of(scene.Objects, name)).ToList();
        var summary = leaders.Select(leader => leader.Well).OfType<string>()
            .Append(pods.Count == 0
                ? null
                : $"{string.Join(", ", pods.Select(Component).Distinct().Order(StringComparer.Ordinal))} run as {pods.Count} pods")
            .OfType<string>().ToList();
        return HealthScene.Part(
            "control-plane",
            summary.Count == 0 ? "nothing shows of it but the API server" : string.Join("; ", summary),
            [.. leaders.Select(leader => leader.NotWell).OfType<string>(), .. unready],
            [
                .. scene.NotSeen("leases.coordination.k8s.io"),
                .. leaders.Select(leader => leader.NotSeen).OfType<NotChecked>()
                    .Where(gap => !pods.Exists(pod => Component(pod) == gap.What)),
            ]);
    }

    /// <summary>APIs that other servers add, such as metrics.</summary>
    public static HealthPart Apis(HealthScene scene)
    {
        var services = scene.Objects.CustomResources.Where(item => item.Kind == "APIService").ToList();
        var down = services
            .Select(item => (item.Metadata.Name, Condition: item.Conditions.FirstOrDefault(c => c.Type == "Available")))
            .Where(item => item.Condition is { IsFalse: true }).ToList();
        return HealthScene.Part(
            "apis",
            services.Count == 0 ? "not visible" : $"{services.Count - down.Count} of {services.Count} are available",
            [
                .. down.Select(item =>
                    $"API {item.Name} is not available{scene.Since(item.Condition?.LastTransitionTime)}: {item.Condition?.Message}"),
            ],
            scene.NotSeen("apiservices.apiregistration.k8s.io") is { IsEmpty: false } unread ? unread
                : services.Count == 0 ? [new NotChecked("apiservices", "none is served or none could be read")]
                : []);
    }

    private static string? Component(Pod pod) =>
        pod.Metadata.Labels.TryGetValue("component", out var component) && Components.Contains(component)
            ? component
            : null;

    private static string? Trouble(CustomResource certificate, DateTimeOffset now)
    {
        var name = $"Certificate {certificate.Metadata.Namespace}/{certificate.Metadata.Name}";
        if (certificate.Conditions.FirstOrDefault(condition => condition.Type == "Ready") is { IsTrue: false } ready)
        {
            return $"{name} is not ready: {ready.Message}";
        }

        return certificate.Status.IsPresent &&
            certificate.Status.Parse() is { ValueKind: System.Text.Json.JsonValueKind.Object } status &&
            status.TryGetProperty("notAfter", out var until) && until.TryGetDateTimeOffset(out var end) &&
                end - now < Soon
            ? $"{name} {(end < now ? "expired" : "expires")} on {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
            : null;
    }
}
