using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Kubernetes.Tests.Snapshots;

public sealed class SnapshotReaderTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Read_KindsWithoutModel_KeepsThoseOfOperators()
    {
        folder.Write("all.yaml", """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: cert-manager.io/v1
              kind: Certificate
              metadata: {name: web, namespace: shop}
              spec: {secretName: web-tls}
            - {apiVersion: example.com/v1, kind: Certificate, metadata: {name: other, namespace: shop}}
            - {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: probes}}
            """);
        folder.Write("raw.json", """
            {"kind":"IssuerList","apiVersion":"cert-manager.io/v1","items":[{"metadata":{"name":"ca","namespace":"shop"}}]}
            """);

        var objects = SnapshotReader.Read(folder.Root, "home").Objects;

        objects.CustomResources.Select(c => c.Metadata.Name).ShouldBe(["ca", "other", "web"], ignoreOrder: true);
        objects.Find("Certificate", "shop", "web").ShouldBeOfType<CustomResource>().Spec.Text("secretName")
            .ShouldBe("web-tls");
        objects.Find("Issuer", "shop", "ca").ShouldNotBeNull();
    }

    [Fact]
    public void Read_EventsOfTheNewerGroup_AreTheSameEvents()
    {
        folder.Write("events.yaml", """
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: {name: web-1.a, namespace: shop}
            eventTime: null
            regarding: {kind: Pod, namespace: shop, name: web-1}
            reason: BackOff
            note: Back-off restarting failed container
            type: Warning
            reportingController: kubelet
            deprecatedFirstTimestamp: 2026-03-01T03:00:00Z
            deprecatedLastTimestamp: 2026-03-01T03:10:00Z
            deprecatedCount: 7
            """);

        var found = SnapshotReader.Read(folder.Root, "home").Objects.Events.ShouldHaveSingleItem();

        (found.InvolvedObject.Name, found.Message, found.Reporter, found.Times)
            .ShouldBe(("web-1", "Back-off restarting failed container", "kubelet", 7));
        found.LastSeen.ShouldBe(new DateTimeOffset(2026, 3, 1, 3, 10, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Read_YamlWithSeveralDocuments_ReadsEach()
    {
        folder.Write("apps/all.yaml", """
            # two documents, one list
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{port: 80, targetPort: http}]
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: app-config, namespace: shop, labels: &labels {app: web}}
              data:
                mode: fast
                replicas: "3"
                text: |
                  a
                  b
            - apiVersion: apps/v1
              kind: Deployment
              metadata: {name: web, namespace: shop, labels: *labels, creationTimestamp: 2026-11-20T20:12:28Z}
              spec: {replicas: 2, paused: true}
            - {apiVersion: v1, kind: Secret, metadata: {name: hidden, namespace: shop}}
            """);

        var snapshot = SnapshotReader.Read(folder.Root, "home");

        snapshot.NotRead.ShouldBeEmpty();
        snapshot.ClusterName.ShouldBe("home");
        snapshot.Objects.Services[0].Spec.Ports[0].TargetPort!.Value.Text.ShouldBe("http");
        snapshot.Objects.ConfigMaps[0].Data["text"].ShouldBe("a\nb\n");
        snapshot.Objects.ConfigMaps[0].Data["replicas"].ShouldBe("3");
        var web = snapshot.Objects.Deployments.ShouldHaveSingleItem();
        web.Metadata.Labels["app"].ShouldBe("web");
        web.Spec.Replicas.ShouldBe(2);
        web.Spec.Paused.ShouldBeTrue();
        snapshot.Now.ShouldBe(new DateTimeOffset(2026, 11, 20, 20, 12, 28, TimeSpan.Zero));
    }

    [Fact]
    public void Read_SortedKubectlList_FindsTheKindBehindTheItems()
    {
        folder.Write("get.json", """
            {"apiVersion":"v1","items":[
              {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"x"}},
              {"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}
            ],"kind":"List"}
            """);

        var objects = SnapshotReader.Read(folder.Root).Objects;

        objects.Pods.ShouldHaveSingleItem().Metadata.Name.ShouldBe("a");
        objects.Nodes.ShouldHaveSingleItem().Metadata.Namespace.ShouldBe("");
    }

    [Fact]
    public void Read_SideFiles_FillLogsSeriesAlertsAndNote()
    {
        folder.Write("pod.json", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop"}}""");
        folder.Write("logs/shop/web-1/web.log", "one\ntwo\n");
        folder.Write("logs/shop/web-1/web.previous.log", "panic: no\n");
        folder.Write("metrics/pods.json", """
            {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","items":[{"metadata":{"name":"web-1","namespace":"shop"},
             "timestamp":"2026-11-20T20:13:30Z","window":"15s","containers":[{"name":"web","usage":{"cpu":"27m","memory":"92Mi"}}]}]}
            """);
        folder.Write("prometheus.json", """
            [{"metric":{"__name__":"http_errors_ratio","job":"web"},"values":[[1763669600,"0.25"],[1763669615.5,"NaN"]]}]
            """);
        folder.Write("alerts.json", """
            [{"labels":{"alertname":"HighErrors","namespace":"shop"},"annotations":{"summary":"s"},
              "startsAt":"2026-11-20T20:10:00Z","endsAt":"2026-11-20T20:20:00Z","status":{"state":"active","silencedBy":[]}}]
            """);
        folder.Write("snapshot.json", """{"now":"2026-11-20T21:00:00Z","question":"why is web down?"}""");

        var snapshot = SnapshotReader.Read(folder.Root);

        snapshot.NotRead.ShouldBeEmpty();
        snapshot.Now.ShouldBe(new DateTimeOffset(2026, 11, 20, 21, 0, 0, TimeSpan.Zero));
        snapshot.Question.ShouldBe("why is web down?");
        snapshot.Logs.Single(log => log.Previous).Lines.ShouldBe(["panic: no"]);
        snapshot.Logs.Single(log => !log.Previous)
            .ShouldBe(new LogText("shop", "web-1", "web", false, ["one", "two"]), new SameLog());
        snapshot.Objects.PodMetrics[0].Containers[0].Usage["cpu"].MilliValue.ShouldBe(27);
        var series = snapshot.Series.ShouldHaveSingleItem();
        series.Name.ShouldBe("http_errors_ratio");
        series.Labels.Keys.ShouldBe(["job"]);
        series.Points[0].ShouldBe(new MetricPoint(DateTimeOffset.FromUnixTimeSeconds(1763669600), 0.25));
        double.IsNaN(series.Points[1].Value).ShouldBeTrue();
        snapshot.Alerts[0].Labels["alertname"].ShouldBe("HighErrors");
        snapshot.Alerts[0].Status!.State.ShouldBe("active");
    }

    [Fact]
    public void Read_BadItemInTypedList_CostsOnlyThatItem()
    {
        folder.Write("pods.json", """
            {
              "kind": "PodList", "apiVersion": "v1",
              "items": [
                {"metadata": {"name": "good"}},
                {"metadata": {"name": "bad"},
                 "spec": {"containers": "none"}},
                {"metadata": {"name": "last"}}
              ]
            }
            """);

        var snapshot = SnapshotReader.Read(folder.Root);

        snapshot.Objects.Pods.Select(pod => pod.Metadata.Name).ShouldBe(["good", "last"]);
        var part = snapshot.NotRead.ShouldHaveSingleItem();
        part.What.ShouldBe("pods.json");
        part.Why.ShouldContain("items[1]");
        part.Why.ShouldContain("line 6");
        part.Why.ShouldContain("$.spec.containers");
    }

    [Theory]
    [InlineData("cut.json",
        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[\n{\"metadata\":{\"name\":\"a\"}},\n{\"meta", "line 3")]
    [InlineData("cutlist.json", "{\"kind\":\"SecretList\",\"apiVersion\":\"v1\",\"items\":[\n{\"meta", "line 2")]
    [InlineData("text.json", "\nthis is no JSON", "line 2")]
    [InlineData("empty.json", "  \n", "empty")]
    [InlineData("quantity.json",
        "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\n\"status\":{\"capacity\":{\"cpu\":\"many\"}}}",
        "'many' is not a quantity")]
    [InlineData("tab.yaml", "kind: Pod\napiVersion: v1\nmetadata:\n\tname: x\n", "near line 2")]
    [InlineData("alias.yaml", "kind: Pod\nmetadata: *nowhere\n", "near line 2")]
    [InlineData("prometheus.json", "[{\"metric\":{},\"values\":[[1,2,3]]}]", "series [0]")]
    [InlineData("prometheus.json", "{\"a\":1}", "does not hold a list")]
    [InlineData("alerts.json", "[{\"labels\":7}]", "$.labels")]
    [InlineData("snapshot.json", "{\"now\":\"yesterday\"}", "'yesterday'")]
    [InlineData("logs/shop/stray.log", "x", "logs/NAMESPACE/POD/CONTAINER.log")]
    public void Read_BrokenFile_BecomesAnUnreadPartWithPathAndReason(string path, string text, string reason)
    {
        folder.Write(path, text);

        var part = SnapshotReader.Read(folder.Root).NotRead.First(part => part.What != ".");

        part.What.ShouldBe(path);
        part.Why.ShouldContain(reason);
    }

    [Fact]
    public void Read_YamlThatUnfoldsWithoutEnd_IsRefused()
    {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (var i = 1; i < 9; i++)
        {
            bomb += $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n";
        }

        folder.Write("bomb.yaml", bomb);

        SnapshotReader.Read(folder.Root).NotRead.ShouldContain(part =>
            part.Why.Contains("aliases", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FolderWithoutObjects_SaysThatNothingIsKnown()
    {
        SnapshotReader.Read(folder.Root).NotRead.ShouldHaveSingleItem().What.ShouldBe(".");
    }

    [Fact]
    public void Read_NoSuchFolder_SaysWhatToGive()
    {
        Should.Throw<DirectoryNotFoundException>(() => SnapshotReader.Read(Path.Combine(folder.Root, "absent")))
            .Message.ShouldContain("kubectl cluster-info dump");
    }

    public void Dispose() => folder.Dispose();

    private sealed class SameLog : IEqualityComparer<LogText>
    {
        public bool Equals(LogText? x, LogText? y) =>
            x is not null && y is not null && x.Lines.SequenceEqual(y.Lines) && x with { Lines = y.Lines } == y;

        public int GetHashCode(LogText obj) => obj.Pod.GetHashCode(StringComparison.Ordinal);
    }
}
