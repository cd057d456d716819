using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Kubelets of different minor versions: fine during an upgrade, a trap when forgotten.</summary>
internal sealed class NodeRemarks : IRemarkRule
{
    public ImmutableArray<string> Codes => [RemarkCodes.KubeletSkew];

    public IEnumerable<Remark> Of(WorldIndex index)
    {
        var versions = index.Objects.Nodes
            .Select(n => (Node: n, Minor: VersionSkew.Minor(n.Status.NodeInfo?.KubeletVersion)))
            .Where(n => n.Minor is not null)
            .ToList();
        var newest = versions.Max(n => n.Minor);
        foreach (var group in versions.Where(n => n.Minor < newest).GroupBy(n => n.Minor).OrderBy(g => g.Key))
        {
            var nodes = group.Select(g => g.Node).OrderBy(n => n.Metadata.Name, StringComparer.Ordinal).ToList();
            yield return new Remark(
                RemarkCodes.KubeletSkew, nodes[0].Ref(),
                $"{Say.Count(nodes.Count, "node")} ({Say.List(nodes.Select(n => n.Metadata.Name))}) run kubelet " +
                $"{nodes[0].Status.NodeInfo?.KubeletVersion}, {Say.Count((newest - group.Key) ?? 0, "minor version")} behind the newest",
                "Upgrade them; a kubelet may be at most three minor versions older than the API server.");
        }
    }
}
