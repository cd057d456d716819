using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class DriftRemarkTests
{
    private static readonly DateTimeOffset Made = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Image =
        """{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:image":{}}}}}}}""";
    private const string Replicas = """{"f:spec":{"f:replicas":{}}}""";

    [Fact]
    public void Kept_FieldOfAPerson_IsSaidWithTimeAndField()
    {
        var text = Remarks(Kept(("kustomize-controller", Image), ("kubectl-edit", Replicas)))
            .ShouldHaveSingleItem().Text;

        text.ShouldContain("Flux Kustomization flux-system/apps");
        text.ShouldContain("spec.replicas was changed with kubectl-edit at 2026-03-01T05:00:00Z");
    }

    [Fact]
    public void Kept_FieldThatTheKeeperOwnsToo_IsNoDrift() =>
        Remarks(Kept(("kustomize-controller", Image), ("kubectl-edit", Image))).ShouldBeEmpty();

    [Fact]
    public void Kept_FieldOfAnAutoscaler_IsNoDrift() =>
        Remarks(Kept(("kustomize-controller", Image), ("kube-controller-manager", Replicas))).ShouldBeEmpty();

    [Fact]
    public void NotKept_FieldOfAPerson_IsNoDrift() =>
        Remarks(Kept(("kubectl-edit", Image)) with
        {
            Metadata = Kept(("kubectl-edit", Image)).Metadata with { Labels = new Dictionary<string, string>() },
        }).ShouldBeEmpty();

    private static IEnumerable<Remark> Remarks(Deployment item) => Examiner
        .Remarks(new ClusterSnapshot { ClusterName = "test", Now = Made.AddDays(1), Objects = new ClusterObjectsBuilder().Add(item).Build() })
        .Where(remark => remark.Code == RemarkCodes.ChangedByHand);

    private static Deployment Kept(params (string Manager, string Fields)[] writes) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = "shop",
            Name = "web",
            CreationTimestamp = Made,
            Labels = new Dictionary<string, string>
            {
                ["kustomize.toolkit.fluxcd.io/name"] = "apps",
                ["kustomize.toolkit.fluxcd.io/namespace"] = "flux-system",
            },
            ManagedFields =
            [
                .. writes.Select(write => new ManagedFieldsEntry
                {
                    Manager = write.Manager,
                    Operation = "Update",
                    Time = Made.AddHours(5),
                    FieldsV1 = new RawJson(System.Text.Encoding.UTF8.GetBytes(write.Fields)),
                }),
            ],
        },
    };
}
