using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>Certificates that cert-manager keeps.</summary>
internal static class Certificates
{
    public const string Group = "cert-manager.io";

    public static IEnumerable<CustomResource> All(Scene scene) =>
        scene.Index.Objects.CustomResources.Where(c => c.Kind == "Certificate" && c.Group == Group);

    /// <summary>
    /// The certificate that a host shows: for one of its names, or mounted by the workload behind it.
    /// </summary>
    public static CustomResource? For(Scene scene, HostTarget? target, string host)
    {
        var names = Names(target, host).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mounted = target is HostTarget.Inside { Service: var service }
            ? scene.Graph.DependsOn(service.Ref()).SelectMany(d => scene.Graph.DependsOn(d.To))
                .Where(d => d.To.Kind == "Secret")
                .Select(d => (d.To.Namespace ?? "", d.To.Name)).ToHashSet()
            : [];
        return All(scene)
            .Where(c => mounted.Contains((c.Metadata.Namespace, c.Spec.Text("secretName") ?? "")) ||
                c.Spec.At("dnsNames").Texts().Any(n => names.Contains(n) || Covers(n, host)))
            .OrderByDescending(c => mounted.Contains((c.Metadata.Namespace, c.Spec.Text("secretName") ?? "")))
            .ThenBy(c => c.Ref().ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static IEnumerable<string> Names(HostTarget? target, string host)
    {
        yield return host;
        if (target is HostTarget.Inside { Service: var service })
        {
            var full = $"{service.Metadata.Name}.{service.Metadata.Namespace}.svc";
            yield return full;
            yield return full + ".cluster.local";
            yield return $"{service.Metadata.Name}.{service.Metadata.Namespace}";
        }
    }

    private static bool Covers(string name, string host) => name.StartsWith("*.", StringComparison.Ordinal) &&
        host.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && host.AsSpan(dot)
            .Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase);
}
