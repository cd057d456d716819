using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

public sealed class WorkloadRemarkTests
{
    private static readonly LabelSelector Web =
        new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } };

    private readonly ClusterObjectsBuilder objects = new();

    [Fact]
    public void CronJob_Suspended_IsARemarkAndNoSymptom()
    {
        objects.Add(new CronJob { Metadata = Meta("nightly"), Spec = new CronJobSpec { Schedule = "0 * * * *", Suspend = true } });

        Remarks().ShouldHaveSingleItem().Code.ShouldBe(RemarkCodes.CronJobSuspended);
        Examiner.Symptoms(World()).ShouldBeEmpty();
    }

    [Fact]
    public void Budget_AsManyAsThereAre_NeverAllows()
    {
        objects.Add(Budget("all", new() { ExpectedPods = 2, DesiredHealthy = 2, CurrentHealthy = 2 })).Add(Workload(2));

        Remarks().ShouldHaveSingleItem().Text.ShouldContain("minAvailable 2 of 2 keeps 2 up");
    }

    [Fact]
    public void Budget_WorkloadAtZero_SelectsSomething()
    {
        objects.Add(Budget("all", new())).Add(Workload(0)).AddRange<Pod>([]);

        Remarks().ShouldBeEmpty();
    }

    [Fact]
    public void Budget_NobodyHasThoseLabels_SelectsNothing()
    {
        objects.Add(Budget("all", new())).AddRange<Pod>([]);

        Remarks().ShouldHaveSingleItem().Code.ShouldBe(RemarkCodes.BudgetSelectsNothing);
    }

    [Fact]
    public void Budgets_TwoForOneWorkload_Overlap()
    {
        objects.Add(Budget("a", new() { DisruptionsAllowed = 1 })).Add(Budget("b", new() { DisruptionsAllowed = 1 }))
            .Add(Workload(3));

        Remarks().ShouldHaveSingleItem().Code.ShouldBe(RemarkCodes.BudgetsOverlap);
    }

    [Fact]
    public void Autoscalers_TwoForOneTarget_ShareIt()
    {
        var target =
            new HorizontalPodAutoscalerSpec { ScaleTargetRef = new ScaleTarget { Kind = "Deployment", Name = "web" } };
        objects.Add(new HorizontalPodAutoscaler { Metadata = Meta("cpu"), Spec = target })
            .Add(new HorizontalPodAutoscaler { Metadata = Meta("rps"), Spec = target });

        Remarks().ShouldHaveSingleItem().Code.ShouldBe(RemarkCodes.AutoscalersShareTarget);
    }

    [Fact]
    public void Workload_AtZeroBehindAnIngress_IsSaid()
    {
        objects.Add(Workload(0))
            .Add(new Service { Metadata = Meta("web"), Spec = new ServiceSpec { Selector = Web.MatchLabels } })
            .Add(new Deployment
            {
                Metadata = Meta("caller"),
                Spec = new DeploymentSpec
                {
                    Template = new PodTemplate
                    {
                        Spec = new PodSpec { Containers = [new Container { Name = "c", Env = [new EnvVar { Name = "WEB_URL", Value = "http://web" }] }] },
                    },
                },
                Status = new DeploymentStatus { ReadyReplicas = 1 },
            });

        Remarks().ShouldHaveSingleItem().Text.ShouldContain("Deployment shop/caller leads to its Service web");
    }

    private static ObjectMeta Meta(string name) => new() { Namespace = "shop", Name = name };

    private static Deployment Workload(int replicas) => new()
    {
        Metadata = Meta("web"),
        Spec = new DeploymentSpec
        {
            Replicas = replicas,
            Template = new PodTemplate { Metadata = new ObjectMeta { Labels = Web.MatchLabels } },
        },
    };

    private static PodDisruptionBudget Budget(string name, PodDisruptionBudgetStatus status) => new()
    {
        Metadata = Meta(name),
        Spec = new PodDisruptionBudgetSpec { MinAvailable = 2, Selector = Web },
        Status = status,
    };

    private ClusterSnapshot World() =>
        new() { ClusterName = "test", Objects = objects.Build(), Now = DateTimeOffset.UnixEpoch };

    private IReadOnlyList<Remark> Remarks() => Examiner.Remarks(World());
}
