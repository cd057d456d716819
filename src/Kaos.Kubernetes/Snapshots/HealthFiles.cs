using System.Text;
using Kaos.Kubernetes.ControlPlane;
using Kaos.Kubernetes.Models;

namespace Kaos.Kubernetes.Snapshots;

/// <summary>
/// The control plane as a folder shows it: <c>readyz.txt</c> and <c>livez.txt</c>, which <c>kubectl get --raw
/// '/readyz?verbose'</c> wrote, and the Leases among the objects.
/// </summary>
internal static class HealthFiles
{
    public static void Read(SnapshotDraft draft, SnapshotFile file, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (HealthLines.Of(text).Count == 0)
        {
            draft.Unread(
                file.RelativePath,
                $"no check such as '[+]ping ok' is in it; write it with kubectl get --raw '/{file.RelativePath[..^4]}?verbose'");
            return;
        }

        draft.HealthAnswers.Add(text);
    }

    /// <summary>
    /// The objects and what they and the answers tell of the control plane. Leases count from the newest sign of life
    /// among them: a dump takes its time, and was perhaps written in parts.
    /// </summary>
    public static ClusterObjects WithControlPlane(
        ClusterObjects objects, IReadOnlyList<string> answers, DateTimeOffset now)
    {
        var leases = objects.Of<Lease>();
        if (leases.Count == 0 && answers.Count == 0)
        {
            return objects;
        }

        var look = new PlaneLook(ComponentParts.NewestRenewal(leases) ?? now)
        {
            Checks = answers.Count == 0 ? null : PlaneLook.Together(answers),
            Leases = leases.Count == 0 ? null : [.. leases.Where(l => l.Metadata.Namespace == "kube-system")],
            NodeLeases = leases.Count == 0 ? null : [.. leases.Where(l => l.Metadata.Namespace == "kube-node-lease")],
        };
        return new ClusterObjectsBuilder().AddRange(ComponentParts.Of(look, [])).AddOtherKinds(objects).Build();
    }
}
