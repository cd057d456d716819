using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>
/// Objects that a GitOps tool or Helm keeps and a person changed: the next sync takes it back, or never sees it.
/// </summary>
internal sealed class DriftRemarks : IRemarkRule
{
    public ImmutableArray<string> Codes => [RemarkCodes.ChangedByHand];

    public IEnumerable<Remark> Of(WorldIndex index) =>
        from item in Kept(index)
        let keeper = Keeper.Of(index.Objects, item)
        where keeper is not null
        let edit = HandEdit.Of(item, keeper)
        where edit is not null
        select new Remark(
            RemarkCodes.ChangedByHand, item.Ref(),
            $"{item.Ref().Named()} is kept by {keeper.Text}, and {Say.List(edit.Fields)} was changed with {edit.By} at {Say.Stamp(edit.At)}",
            "Bring the change into the repository, or take it back; the next sync may undo it at any time.");

    private static IEnumerable<IKubernetesObject> Kept(WorldIndex index) => index.Objects.Deployments
        .Concat<IKubernetesObject>(index.Objects.StatefulSets)
        .Concat(index.Objects.DaemonSets)
        .Concat(index.Objects.CronJobs)
        .Concat(index.Objects.Services)
        .Concat(index.Objects.ConfigMaps);
}
