using System.Collections.Immutable;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>When what governs traffic was made or edited, and by whom.</summary>
internal static class TrafficChanges
{
    /// <summary>A policy works from the moment at which it is made.</summary>
    public static IEnumerable<Change> Of(NetworkPolicy policy)
    {
        var writes = policy.Metadata.ManagedFields.Where(w => w?.Time is not null).OrderBy(w => w.Time).ToList();
        if (policy.Metadata.CreationTimestamp is { } created)
        {
            yield return Made(policy, created, writes.FirstOrDefault()?.Manager, "made");
        }

        // The newest write of each manager is all that the managed fields keep.
        foreach (var write in writes.Where(w => policy.IsLater(w)))
        {
            yield return Made(policy, write.Time ?? default, write.Manager, "edited");
        }
    }

    public static IEnumerable<Change> Of(Service service) =>
        new[] { ("f:selector", "selector"), ("f:ports", "ports") }
            .SelectMany(part => service.LaterWrites("f:spec", part.Item1).Take(1)
                .Select(write => Made(service, write.Time ?? default, write.Manager, $"{part.Item2} written")));

    private static Change Made(IKubernetesObject of, DateTimeOffset at, string? who, string what) =>
        new(at, ChangeKind.Traffic, of.Ref(), who ?? "unknown", what, ImmutableSortedDictionary<string, string>.Empty);
}
