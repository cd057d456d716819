using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Routes;

/// <summary>
/// Two Ingresses of one class that claim the same host and path for different Services: the older one wins.
/// </summary>
internal static class IngressConflicts
{
    // Controllers share a path on purpose when told so: canaries, weights, merged Ingresses.
    private static readonly string[] OnPurpose =
        ["canary", "weight", "mergeable", "group.name", "blue-green", "traffic-split"];

    public static IEnumerable<RouteFault> Of(WorldIndex index, Ingress ingress)
    {
        if (IsOnPurpose(ingress))
        {
            yield break;
        }

        var own = Claims(ingress).ToDictionary(c => c.Key, c => c.Service);
        foreach (var other in index.Objects.Ingresses.Where(o => o != ingress && !IsOnPurpose(o) && IsOlder(o, ingress))
            .OrderBy(o => o.Ref().ToString(), StringComparer.Ordinal))
        {
            var shared = Claims(other)
                .FirstOrDefault(c => own.TryGetValue(c.Key, out var service) && service != c.Service);
            if (shared.Service is null || IngressFaults.ClassOf(index, other) != IngressFaults.ClassOf(index, ingress))
            {
                continue;
            }

            var where = shared.Key.Host + shared.Key.Path;
            yield return new RouteFault(
                CauseCodes.IngressHostConflict, ingress.Ref(), ingress.Ref(),
                $"{where} is claimed by {other.Ref().Named()} too, which is older and leads to Service {shared.Service.Split('/')[1]}; " +
                $"here it leads to {own[shared.Key].Split('/')[1]}",
                Confidence.Derived)
            {
                Severity = Severity.Warning,
                Facts = Facts.Of(("path", where), ("other", other.Ref().ToString())),
            };
            yield break;
        }
    }

    private static bool IsOnPurpose(Ingress ingress) =>
        ingress.Metadata.Annotations.Keys.Any(k =>
            OnPurpose.Any(w => k.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private static bool IsOlder(Ingress one, Ingress other) =>
        (one.Metadata.CreationTimestamp, one.Ref().ToString())
            .CompareTo((other.Metadata.CreationTimestamp, other.Ref().ToString())) < 0;

    private static IEnumerable<((string Host, string Path, string Type) Key, string Service)> Claims(Ingress ingress) => ingress.Spec.Rules
        .Where(r => r?.Host is { Length: > 0 })
        .SelectMany(r => (r.Http?.Paths ?? []).Where(p => p?.Backend?.Service is not null)
            .Select(p =>
                ((r.Host ?? "", p.Path ?? "/", p.PathType ?? ""),
                    $"{ingress.Metadata.Namespace}/{p.Backend?.Service?.Name}")))
        .DistinctBy(c => c.Item1);
}
