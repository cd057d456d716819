using System.Collections.Immutable;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Changes;

/// <summary>
/// That an object was made, and who wrote it since: what is left to tell of a kind whose changes nobody keeps.
/// </summary>
internal static class OtherWrites
{
    private const int MostFields = 3;

    // They write labels, annotations and conditions as their daily work; what they do for others is told elsewhere.
    private static readonly HashSet<string> Routine = new(StringComparer.Ordinal)
    {
        "kube-controller-manager", "kube-scheduler", "kubelet", "kube-apiserver", "cloud-controller-manager",
        "deployment-controller", "replicaset-controller", "endpoint-controller", "node-controller", "kube-proxy",
        "attachdetach", "csi-provisioner", "csi-attacher", "csi-resizer",
    };

    // Each new one of them is the work of a controller, or no change of what runs.
    private static readonly HashSet<string> OfControllers = new(StringComparer.Ordinal)
    {
        "Pod", "ReplicaSet", "ControllerRevision", "EndpointSlice", "Endpoints", "Event", "Lease", "PodMetrics",
        "NodeMetrics",
    };

    public static IEnumerable<Change> Of(IKubernetesObject item)
    {
        if (OfControllers.Contains(item.Kind) || item.Metadata.Controller is not null)
        {
            yield break;
        }

        var writes = item.Metadata.ManagedFields.Where(w => w is { Time: not null }).OrderBy(w => w.Time).ToList();
        if (item.Metadata.CreationTimestamp is { } created)
        {
            var maker = writes.FirstOrDefault(w => !item.IsLater(w))?.Manager;
            yield return Made(item, ChangeKind.Made, created, maker, "made");
        }

        if (item.Metadata.DeletionTimestamp is { } deleted)
        {
            yield return Made(item, ChangeKind.Made, deleted, null, "deletion asked for");
        }

        foreach (var write in writes.Where(w => item.IsLater(w) && w.Subresource is not "status"
            && !Routine.Contains(w.Manager)))
        {
            yield return Made(item, ChangeKind.Written, write.Time ?? default, write.Manager, What(write));
        }
    }

    // The entry lists all fields that are the manager's own, those of earlier writes too: few say enough, many nothing.
    private static string What(ManagedFieldsEntry write)
    {
        var own = FieldLeaves.Of(write).Order(StringComparer.Ordinal).ToList();
        return write.Subresource == "scale" ? "scaled (from how many is not kept)"
            : own.Count == 0 ? "written (which fields is not kept)"
            : own.Count <= MostFields ? $"{Say.List(own)} written"
            : $"written: some of its {Say.Count(own.Count, "field")} in {Say.List(own.Select(Top).Distinct())}";
    }

    private static string Top(string path) => string.Join('.', path.Split('.', '[').Take(2));

    private static Change Made(IKubernetesObject of, ChangeKind kind, DateTimeOffset at, string? who, string what) =>
        new(at, kind, of.Ref(), who ?? "unknown", what, ImmutableSortedDictionary<string, string>.Empty);
}
