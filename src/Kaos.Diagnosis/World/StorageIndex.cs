using System.Runtime.CompilerServices;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.World;

/// <summary>Who uses which claim, which volumes there are. Built once per set of objects, on first use.</summary>
internal sealed class StorageIndex
{
    private static readonly ConditionalWeakTable<ClusterObjects, StorageIndex> Known = [];

    private readonly ClusterObjects objects;
    private readonly Lazy<ILookup<(string Namespace, string Claim), ObjectRef>> users;
    private readonly Lazy<ILookup<(string Namespace, string Claim), Pod>> pods;

    private StorageIndex(ClusterObjects objects)
    {
        this.objects = objects;
        pods = new(() => objects.Pods
            .SelectMany(p => ClaimsOf(p).Select(c => (Key: (p.Metadata.Namespace, c), Pod: p)))
            .OrderBy(p => p.Pod.Metadata.Name, StringComparer.Ordinal)
            .ToLookup(p => p.Key, p => p.Pod));
        users = new(() => Workload.All(objects)
            .SelectMany(w => Claims(w.Template.Spec).Select(c => (Key: (w.Namespace, c), w.Ref)))
            .Concat(objects.Pods.SelectMany(p => ClaimsOf(p)
                .Select(c => (Key: (p.Metadata.Namespace, c), Ref: Owners.TopOwner(objects, p)))))
            .Distinct()
            .OrderBy(u => u.Ref.ToString(), StringComparer.Ordinal)
            .ToLookup(u => u.Key, u => u.Ref));
    }

    public static StorageIndex Of(ClusterObjects objects) => Known.GetValue(objects, o => new StorageIndex(o));

    /// <summary>Top owners whose pods mount the claim.</summary>
    public IReadOnlyList<ObjectRef> UsersOf(string @namespace, string claim) => [.. users.Value[(@namespace, claim)]];

    public IReadOnlyList<Pod> PodsOf(string @namespace, string claim) => [.. pods.Value[(@namespace, claim)]];

    /// <summary>The class that the claim asks for, or gets for want of one. Null: none, or not known.</summary>
    public StorageClass? ClassOf(PersistentVolumeClaim claim) => claim.Spec.StorageClassName is { } name
        ? objects.Find<StorageClass>("", name)
        : DefaultClass;

    /// <summary>Of several default classes the API server takes the newest.</summary>
    public StorageClass? DefaultClass => objects.StorageClasses.Where(c => c.IsDefault)
        .OrderByDescending(c => c.Metadata.CreationTimestamp).ThenBy(c => c.Metadata.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>
    /// The StatefulSet whose template made the claim, told by the pod that mounts it under the template's name, or by
    /// the name that the controller gives: <c>data-db-0</c> of StatefulSet db, template data.
    /// </summary>
    public StatefulSet? MakerOf(PersistentVolumeClaim claim) => objects.StatefulSets
        .Where(s => s.Metadata.Namespace == claim.Metadata.Namespace)
        .FirstOrDefault(s => s.Spec.VolumeClaimTemplates.Any(t => t is not null && Makes(s, t.Metadata.Name, claim)));

    private bool Makes(StatefulSet set, string template, PersistentVolumeClaim claim)
    {
        var prefix = $"{template}-{set.Metadata.Name}-";
        return PodsOf(claim.Metadata.Namespace, claim.Metadata.Name)
            .Any(p => p.Metadata.Controller?.Name == set.Metadata.Name &&
                p.Spec.Volumes.Any(v =>
                    v?.Name == template && v.PersistentVolumeClaim?.ClaimName == claim.Metadata.Name)) ||
            (claim.Metadata.Name.StartsWith(prefix, StringComparison.Ordinal) &&
             claim.Metadata.Name.AsSpan(prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0);
    }

    /// <summary>Also those that are made for this pod alone, by the name that the controller gives.</summary>
    public static IEnumerable<string> ClaimsOf(Pod pod) => Claims(pod.Spec).Concat(pod.Spec.Volumes
        .Where(v => v?.Ephemeral is not null).Select(v => $"{pod.Metadata.Name}-{v.Name}"));

    public static IEnumerable<string> Claims(PodSpec spec) =>
        spec.Volumes.Select(v => v?.PersistentVolumeClaim?.ClaimName).Where(n => n is { Length: > 0 }).OfType<string>();
}
