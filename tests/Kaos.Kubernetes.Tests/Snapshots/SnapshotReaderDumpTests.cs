using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Tests.Snapshots;

public sealed class SnapshotReaderDumpTests
{
    private static readonly ClusterSnapshot Dump = SnapshotReader.Read(Fixtures.DumpFolder);

    [Fact]
    public void Read_RecordedDump_HoldsEveryKindOfIt()
    {
        Dump.ClusterName.ShouldBe("cluster-info-dump");
        Dump.Objects.Nodes.Count.ShouldBe(3);
        Dump.Objects.Pods.ShouldContain(pod => pod.Metadata.Namespace == "shop");
        Dump.Objects.Deployments.ShouldContain(item => item.Metadata.Name == "web");
        Dump.Objects.ReplicaSets.ShouldContain(item => item.Metadata.Namespace == "quota");
        Dump.Objects.Services.ShouldContain(item => item.Spec.Selector.ContainsKey("app"));
        Dump.Objects.Events.ShouldContain(item => item.Reason == "FailedScheduling");
        Dump.NotRead.ShouldBeEmpty();
    }

    [Fact]
    public void Read_RecordedDump_TellsEmptyKindsFromThoseNeverRead()
    {
        Dump.Objects.DaemonSets.ShouldBeEmpty();
        Dump.Objects.WasRead<DaemonSet>().ShouldBeTrue();
        Dump.Objects.WasRead<ConfigMap>().ShouldBeFalse();
    }

    [Fact]
    public void Read_DumpedLogs_AreCutByContainer()
    {
        var crash = Dump.Logs.Single(log => log.Pod.StartsWith("crash-", StringComparison.Ordinal));

        crash.Namespace.ShouldBe("shop");
        crash.Container.ShouldBe("crash");
        crash.Previous.ShouldBeFalse();
        crash.Lines.ShouldBe(["starting", "reading config", "panic: DATABASE_URL is not set"]);
    }

    [Fact]
    public void Read_WithoutNow_TakesTheNewestTimestamp()
    {
        Dump.Now.ShouldBe(NewestTimestamp.Of(Dump.Objects, [], [])!.Value);
        Dump.Now.ShouldBeGreaterThanOrEqualTo(Dump.Objects.Events.Max(item => item.LastSeen)!.Value);
    }

    [Fact]
    public void Find_ByNameAndUid_GivesTheSameObject()
    {
        var web = Dump.Objects.Find<Deployment>("shop", "web").ShouldNotBeNull();

        Dump.Objects.FindByUid(web.Metadata.Uid).ShouldBeSameAs(web);
        Dump.Objects.Find("Deployment", "shop", "web").ShouldBeSameAs(web);
        Dump.Objects.Find<Deployment>("quota", "web").ShouldBeNull();
    }

    [Fact]
    public void Read_DumpWithoutPods_SaysThatPodsAreMissing()
    {
        using var folder = new TemporaryFolder();
        foreach (var kind
            in new[] { "events", "services", "daemonsets", "deployments", "replicasets", "replication-controllers" })
        {
            File.Copy(
                Path.Combine(Fixtures.DumpFolder, "quota", kind + ".json"),
                folder.Write($"quota/{kind}.json", ""),
                overwrite: true);
        }

        var missing = SnapshotReader.Read(folder.Root).NotRead.Select(part => part.What);

        missing.ShouldBe(["pods in quota", "nodes"]);
    }
}
