using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Health;

/// <summary>Certificates and the control plane, as far as they show. Pure.</summary>
internal static class PlaneParts
{
    private static readonly string[] Components =
        ["kube-apiserver", "etcd", "kube-scheduler", "kube-controller-manager"];
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

    public static HealthPart ControlPlane(HealthScene scene)
    {
        var pods = scene.Objects.Pods
            .Where(pod => pod.Metadata.Namespace == "kube-system" && Component(pod) is not null).ToList();
        var bad = pods.Where(pod =>
            !pod.Status.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: true }))
            .Select(pod => $"Pod {pod.Metadata.Namespace}/{pod.Metadata.Name} ({Component(pod)}) is not ready")
            .Concat(
                scene.Objects.CustomResources.Where(item =>
                    item.Kind == "APIService" && item.Conditions.Any(c => c is { Type: "Available", IsFalse: true }))
                .Select(item =>
                    $"APIService {item.Metadata.Name} is not available: {item.Conditions.First(c => c.Type == "Available").Message}"))
            .ToImmutableArray();
        var seen = pods.Select(Component).Distinct().ToList();
        return pods.Count == 0
            ? HealthScene.Part("control-plane", "the API server answers; the rest does not show", bad,
                [new NotChecked("control plane",
                    "none of its parts run as pods in kube-system; a managed cluster hides them")])
            : HealthScene.Part(
                "control-plane", $"the API server answers; {string.Join(", ", seen)} run as {pods.Count} pods", bad,
                []);
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
