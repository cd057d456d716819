using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>That going back helps is said only where the earlier revision was well and the trouble came after it.</summary>
public sealed class WellBeforeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 20, 0, TimeSpan.Zero);

    [Fact]
    public void Rollout_BeforeWhichAllWasWell_NamesTheRevisionBefore() =>
        Told(made: TimeSpan.FromDays(9), rolled: TimeSpan.FromMinutes(10)).ShouldBe("6");

    [Fact]
    public void Rollout_WhoseEarlierPodsAreStillReady_NamesTheRevisionHoweverLongAgo() =>
        Told(made: TimeSpan.FromDays(9), rolled: TimeSpan.FromDays(2), oldIsReady: true).ShouldBe("6");

    [Fact]
    public void Trouble_LongAfterTheRollout_DoesNotBlameIt() =>
        Told(made: TimeSpan.FromDays(9), rolled: TimeSpan.FromDays(2)).ShouldBeNull();

    [Fact]
    public void Earlier_RevisionOfMinutes_IsNotKnownToHaveBeenWell() =>
        Told(made: TimeSpan.FromMinutes(14), rolled: TimeSpan.FromMinutes(10)).ShouldBeNull();

    [Fact]
    public void Only_RevisionThereIs_HasNothingBeforeIt() =>
        Told(made: null, rolled: TimeSpan.FromMinutes(10)).ShouldBeNull();

    /// <returns>The fact, of a Deployment whose new pod finds no image since ten minutes.</returns>
    private static string? Told(TimeSpan? made, TimeSpan rolled, bool oldIsReady = false)
    {
        var deployment = new Deployment
        {
            Metadata = new ObjectMeta
            {
                Name = "web",
                Namespace = "shop",
                Uid = "d",
                CreationTimestamp = Now - (made ?? rolled),
            },
            Spec = new DeploymentSpec { Replicas = 1 },
        };
        var builder = new ClusterObjectsBuilder().AddRange<Deployment>([deployment]);
        if (made is { } ago)
        {
            builder.AddRange<ReplicaSet>([Revision("web-old", 6, Now - ago)]);
        }

        builder.AddRange<ReplicaSet>([Revision("web-new", 7, Now - rolled)]);
        builder.AddRange<Pod>([Pod("web-new", Now - TimeSpan.FromMinutes(10), ready: false)]);
        if (oldIsReady)
        {
            builder.AddRange<Pod>([Pod("web-old", Now - TimeSpan.FromDays(9), ready: true)]);
        }

        var world = new ClusterSnapshot { ClusterName = "c", Now = Now, Objects = builder.Build() };
        return new SnapshotCase(world, null).Conclude().Findings.ShouldHoldOne(CauseCodes.ImagePullMissing)
            .Facts.GetValueOrDefault(FactNames.WellBefore);
    }

    private static ReplicaSet Revision(string name, int number, DateTimeOffset made) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = name,
            Namespace = "shop",
            Uid = name,
            CreationTimestamp = made,
            Annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = $"{number}" },
            OwnerReferences = [new OwnerReference { Kind = "Deployment", Name = "web", Uid = "d", Controller = true }],
        },
    };

    private static Pod Pod(string set, DateTimeOffset made, bool ready) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"{set}-a",
            Namespace = "shop",
            Uid = $"{set}-a",
            CreationTimestamp = made,
            OwnerReferences = [new OwnerReference { Kind = "ReplicaSet", Name = set, Uid = set, Controller = true }],
        },
        Spec = new PodSpec { NodeName = "n", Containers = [new Container { Name = "web", Image = "shop/web:7" }] },
        Status = new PodStatus
        {
            Phase = ready ? "Running" : "Pending",
            Conditions =
            [
                new Condition { Type = "Ready", Status = ready ? "True" : "False", LastTransitionTime = made },
            ],
            ContainerStatuses =
            [
                new ContainerStatus
                {
                    Name = "web",
                    Ready = ready,
                    State = new ContainerState
                    {
                        Running = ready ? new ContainerRunning { StartedAt = made } : null,
                        Waiting = ready ? null : new ContainerWaiting
                        {
                            Reason = "ImagePullBackOff",
                            Message = "Back-off pulling image \"shop/web:7\": shop/web:7: not found",
                        },
                    },
                },
            ],
        },
    };
}
