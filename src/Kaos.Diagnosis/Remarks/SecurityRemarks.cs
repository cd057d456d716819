using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>
/// Workloads that ask for more than a sandbox, one remark for each. What is not stated is not judged: whether an image
/// runs as root does not show. The cluster's own namespaces have reasons.
/// </summary>
internal sealed class SecurityRemarks : IRemarkRule
{
    // What a container has to have to leave its node's sandbox, or to read its neighbours' traffic.
    private static readonly string[] Strong =
        ["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "NET_RAW", "BPF"];

    public ImmutableArray<string> Codes => [RemarkCodes.BeyondSandbox];

    public IEnumerable<Remark> Of(WorldIndex index) =>
        from workload in Workload.All(index.Objects)
        where !workload.Namespace.StartsWith("kube-", StringComparison.Ordinal)
        let points = Points(workload.Template.Spec).ToList()
        where points.Count > 0
        select new Remark(
            RemarkCodes.BeyondSandbox, workload.Ref,
            $"{workload.Ref.Named()} reaches beyond its sandbox: {Say.List(points, 5)}",
            "Take away what it does not need; where it needs it, give it a namespace and a ServiceAccount of its own.");

    private static IEnumerable<string> Points(PodSpec spec)
    {
        if (spec.HostNetwork)
        {
            yield return "the node's network";
        }

        foreach (var volume in spec.Volumes.Where(v => v?.HostPath is not null))
        {
            yield return $"the node's path {volume.HostPath?.Path}";
        }

        foreach (var container in spec.AllContainers())
        {
            var own = container.SecurityContext;
            if (own?.Privileged is true)
            {
                yield return $"container {container.Name} is privileged";
            }

            if ((own?.RunAsUser ?? spec.SecurityContext?.RunAsUser) == 0)
            {
                yield return $"container {container.Name} runs as root";
            }

            if (own?.Capabilities?.Add.Select(Short).Intersect(Strong).ToList() is { Count: > 0 } added)
            {
                yield return $"container {container.Name} adds {Say.List(added)}";
            }
        }
    }

    private static string Short(string? capability) =>
        capability?.StartsWith("CAP_", StringComparison.Ordinal) ?? false ? capability[4..] : capability ?? "";
}
