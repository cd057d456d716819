using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

// Whatever the content, answers have the recorded form.
public sealed class RecordedShapeTests
{
    [Theory]
    [InlineData("shop-deployments", "/apis/apps/v1/namespaces/shop/deployments")]
    [InlineData("shop-replicasets", "/apis/apps/v1/namespaces/shop/replicasets")]
    [InlineData("shop-statefulsets", "/apis/apps/v1/namespaces/shop/statefulsets")]
    [InlineData("shop-services", "/api/v1/namespaces/shop/services")]
    [InlineData("shop-endpoints", "/api/v1/namespaces/shop/endpoints")]
    [InlineData("shop-endpointslices", "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices")]
    [InlineData("shop-configmaps", "/api/v1/namespaces/shop/configmaps")]
    [InlineData("nodes", "/api/v1/nodes")]
    [InlineData("pdb", "/apis/policy/v1/namespaces/shop/poddisruptionbudgets")]
    [InlineData("leases", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases")]
    [InlineData("node-metrics", "/apis/metrics.k8s.io/v1beta1/nodes")]
    [InlineData("pod-metrics", "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods")]
    public async Task List_OfKind_HasTheRecordedFields(string name, string path)
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recorded = Recording.Read(name).Json;

        var list = await practice.GetAsync(path);

        list.Text("kind").ShouldBe(recorded.Text("kind"));
        list.Text("apiVersion").ShouldBe(recorded.Text("apiVersion"));
        var item = list.Items("items").First();
        item.ContainsKey("kind").ShouldBeFalse();
        foreach (var field in recorded.Items("items").First().Select(pair => pair.Key))
        {
            item.ContainsKey(field).ShouldBeTrue($"{name} lacks {field}");
        }

        foreach (var field in recorded.Items("items").First()["spec"] is JsonObject spec ? spec.Select(pair => pair.Key)
            : [])
        {
            list.Items("items").Any(one => one.Has("spec", field)).ShouldBeTrue($"{name} lacks spec.{field}");
        }
    }

    [Fact]
    public async Task Pods_AsTable_HaveTheRecordedColumns()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recording = Recording.Read("pods-table");

        var (code, table, _) = await practice.SendAsync("GET", recording.Path, accept: recording.Accept);

        code.ShouldBe(200);
        table.Text("kind").ShouldBe("Table");
        static string Column(JsonObject column) =>
            $"{column.Text("name")} {column.Text("type")} {column.Text("format")} {column.Text("priority")}";
        table.Items("columnDefinitions").Select(Column)
            .ShouldBe(recording.Json.Items("columnDefinitions").Select(Column));
        table.Items("rows").First().Map("object").Text("kind").ShouldBe("PartialObjectMetadata");
        table.Items("rows").Count()
            .ShouldBe((await practice.GetAsync("/api/v1/namespaces/shop/pods")).Items("items").Count());
    }

    [Fact]
    public async Task Pods_MetadataOnly_HaveTheRecordedForm()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recording = Recording.Read("pods-metadata-only");

        var (_, list, _) = await practice.SendAsync("GET", recording.Path, accept: recording.Accept);

        list.Text("kind").ShouldBe(recording.Json.Text("kind"));
        list.Text("apiVersion").ShouldBe(recording.Json.Text("apiVersion"));
        list.Items("items").First().Select(pair => pair.Key)
            .ShouldBe(recording.Json.Items("items").First().Select(pair => pair.Key));
    }

    [Fact]
    public async Task Pods_InPages_EqualTheWholeListAtOneRevision()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var whole = (await practice.GetAsync("/api/v1/namespaces/shop/pods")).Items("items")
            .Select(pod => pod.Text("metadata", "name")).ToList();
        var paged = new List<string>();
        var revisions = new HashSet<string>(StringComparer.Ordinal);
        var token = "";

        do
        {
            var page = await practice.GetAsync($"/api/v1/namespaces/shop/pods?limit=4&continue={token}");
            paged.AddRange(page.Items("items").Select(pod => pod.Text("metadata", "name")));
            revisions.Add(page.Text("metadata", "resourceVersion"));
            token = page.Text("metadata", "continue");
            if (paged.Count == 4)
            {
                page.Number("metadata", "remainingItemCount").ShouldBe(whole.Count - 4);
                (await practice.SendAsync("DELETE",
                    $"/api/v1/namespaces/shop/pods/{whole[^1]}?gracePeriodSeconds=0")).Code.ShouldBe(200);
            }
        }
        while (token.Length > 0);

        paged.ShouldBe(whole);
        revisions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("core-v1-resources")]
    [InlineData("apps-v1-resources")]
    public async Task Discovery_Legacy_IsAsRecorded(string name)
    {
        await using var practice = await Practice.StartAsync("healthy");
        var recording = Recording.Read(name);

        var list = await practice.GetAsync(recording.Path);

        static IEnumerable<string> Lines(JsonObject list) => list.Items("resources").Select(one => one.ToJsonString())
            .Order(StringComparer.Ordinal);
        list.Text("groupVersion").ShouldBe(recording.Json.Text("groupVersion"));
        Lines(list).ShouldBe(Lines(recording.Json));
    }

    [Fact]
    public async Task Discovery_Aggregated_RepeatsTheRecordedEntries()
    {
        await using var practice = await Practice.StartAsync("healthy");
        var recording = Recording.Read("aggregated-discovery");

        var (_, list, raw) = await practice.SendAsync("GET", "/apis", accept: recording.Accept);

        raw.Content.Headers.ContentType!.ToString().Replace(" ", "").ShouldBe(recording.ContentType.Replace(" ", ""));
        var recorded = recording.Json.Items("items").ToDictionary(group => group.Text("metadata", "name"));
        foreach (var group in list.Items("items"))
        {
            var served = group.Items("versions").First();
            var real = recorded[group.Text("metadata", "name")].Items("versions")
                .First(version => version.Text("version") == served.Text("version"));
            var known = real.Items("resources").Select(one => one.ToJsonString()).ToHashSet(StringComparer.Ordinal);
            served.Items("resources").Select(one => one.ToJsonString()).ShouldAllBe(line => known.Contains(line));
        }
    }

    [Fact]
    public async Task Scale_GetAndPatch_AnswerAsRecorded()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        const string Path = "/apis/apps/v1/namespaces/shop/deployments/cart/scale";

        var before = await practice.GetAsync(Path);
        var dry = await practice.MergeAsync(Path + "?dryRun=All", """{"spec":{"replicas":7}}""");
        var after = await practice.MergeAsync(Path, """{"spec":{"replicas":3}}""");

        before.Select(pair => pair.Key).ShouldBe(Recording.Read("scale-get").Json.Select(pair => pair.Key));
        before.Text("status", "selector").ShouldBe("app.kubernetes.io/name=cart");
        dry.Number("spec", "replicas").ShouldBe(7);
        after.Number("spec", "replicas").ShouldBe(3);
        after.Number("status", "replicas").ShouldBe(2);
        (await practice.GetAsync(Path)).Number("spec", "replicas").ShouldBe(3);
    }

    [Fact]
    public async Task Apply_NewObject_ManagedFieldsAsRecorded()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recording = Recording.Read("ssa-new");

        var (code, made, _) = await practice.SendAsync(recording.Method, recording.Path, recording.Body,
            recording.Media);

        code.ShouldBe(recording.Code);
        var expected = recording.Json.Items("metadata", "managedFields").First();
        var actual = made.Items("metadata", "managedFields").Single();
        actual.Text("manager").ShouldBe(expected.Text("manager"));
        actual.Text("operation").ShouldBe("Apply");
        JsonNode.DeepEquals(actual["fieldsV1"], expected["fieldsV1"]).ShouldBeTrue(actual.ToJsonString());
    }

    [Theory]
    [InlineData("ssar")]
    [InlineData("tokenreview-bad")]
    public async Task Review_SameQuestion_SameAnswer(string name)
    {
        await using var practice = await Practice.StartAsync("healthy");
        var recording = Recording.Read(name);

        var (code, review, _) = await practice.SendAsync(recording.Method, recording.Path, recording.Body,
            recording.Media);

        code.ShouldBe(recording.Code);
        JsonNode.DeepEquals(review!["status"], recording.Json["status"]).ShouldBeTrue(review.ToJsonString());
        JsonNode.DeepEquals(review["spec"], recording.Json["spec"]).ShouldBeTrue(review.ToJsonString());
        JsonNode.DeepEquals(review["metadata"]!["managedFields"]![0]!["fieldsV1"],
            recording.Json["metadata"]!["managedFields"]![0]!["fieldsV1"]).ShouldBeTrue(review.ToJsonString());
    }
}
