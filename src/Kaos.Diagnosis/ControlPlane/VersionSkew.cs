using System.Globalization;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.ControlPlane;

/// <summary>
/// A kubelet outside of what Kubernetes supports (https://kubernetes.io/releases/version-skew-policy/): never newer
/// than the API server, and at most three minor versions older; two, before 1.25.
/// </summary>
/// <param name="Text"><c>v1.27.16, 6 minor versions older than the API server (v1.33.4)</c></param>
internal sealed record VersionSkew(string Kubelet, string Text)
{
    private const int Patient = 25;
    private const int Most = 3;

    /// <summary>Null within the policy, and where a version cannot be read.</summary>
    public static VersionSkew? Of(ClusterObjects objects, Node node)
    {
        if (node.Status.NodeInfo?.KubeletVersion is not { } version || Minor(version) is not { } kubelet ||
            Server(objects) is not var (server, minor))
        {
            return null;
        }

        var older = minor - kubelet;
        return older < 0 ? new VersionSkew(version, $"{version}, newer than {server}")
            : older > (kubelet < Patient ? Most - 1 : Most)
                ? new VersionSkew(version, $"{version}, {older} minor versions older than {server}")
                : null;
    }

    /// <summary>Of <c>v1.34.2+k3s1</c> 34; null where it cannot be read.</summary>
    public static int? Minor(string? version)
    {
        var parts = (version ?? "").Split('.');
        return parts.Length > 2 &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? minor
            : null;
    }

    // Where the server does not say, it is at least as new as the newest kubelet.
    private static (string Text, int Minor)? Server(ClusterObjects objects) =>
        objects.Find<Component>("", Component.ApiServer)?.Version is { } said && Minor(said) is { } minor
            ? ($"the API server ({said})", minor)
            : objects.Nodes.Select(node => node.Status.NodeInfo?.KubeletVersion)
                .OrderDescending(StringComparer.Ordinal).MaxBy(Minor) is { } newest && Minor(newest) is { } least
                ? ($"the newest kubelet ({newest})", least)
                : null;
}
