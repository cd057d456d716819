using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class ObjectsTests
{
    [Fact]
    public void FieldManagers_OfAFieldWrittenTwice_TheNewestIsWhoWroteItLast()
    {
        var live = Samples.Parse("""
            { "data": { "mode": "safe" }, "metadata": { "managedFields": [
              { "manager": "kubectl-edit", "time": "2026-11-20T03:50:00Z", "fieldsV1": { "f:data": { "f:mode": {} } } },
              { "manager": "helm", "time": "2026-11-20T03:10:00Z", "fieldsV1": { "f:data": { "f:mode": {} } } },
              { "manager": "other", "time": "2026-11-20T04:00:00Z", "fieldsV1": { "f:metadata": {} } } ] } }
            """);

        FieldManagers.NewestOf(live, [["data", "mode"]]).ShouldNotBeNull().Manager.ShouldBe("kubectl-edit");
        FieldManagers.NewestOf(live, [["data", "none"]]).ShouldBeNull();
    }

    [Fact]
    public void FieldEdits_ExistingField_TestsTheOldValueAndCanGoBack()
    {
        var live = Samples.StatefulSet();

        var edits = new FieldEdits(live).Set(["spec", "replicas"], 3);

        edits.Patch.ShouldBe(
            """[{"op":"test","path":"/spec/replicas","value":1},{"op":"replace","path":"/spec/replicas","value":3}]""");
        JsonPath.Number(edits.After, "spec", "replicas").ShouldBe(3);
        var back = JsonPatch.Apply(edits.After, JsonPatch.Parse(edits.Inverse));
        JsonNode.DeepEquals(back, live).ShouldBeTrue();
    }

    [Fact]
    public void FieldEdits_MissingParents_AreAddedUnderATestOfTheirAbsence()
    {
        var live = Samples.Deployment();

        var edits = new FieldEdits(live).Set(["spec", "template", "metadata", "annotations", "a/b"], "x");

        edits.Patch.ShouldBe(
            """[{"op":"test","path":"/spec/template/metadata/annotations","value":null},{"op":"add","path":"/spec/template/metadata/annotations","value":{"a/b":"x"}}]""");
        JsonPath.Text(edits.After, "spec", "template", "metadata", "annotations", "a/b").ShouldBe("x");
        JsonPatch.Fits(edits.After, JsonPatch.Parse(edits.Patch)).ShouldBeFalse();
    }

    [Fact]
    public void FieldEdits_Removal_InverseRefusesWhereSomebodyHasWrittenSince()
    {
        var live = Samples.Node();
        var edits = new FieldEdits(live).Remove("spec", "unschedulable");
        var after = edits.After;

        after["spec"]!["unschedulable"] = false;

        JsonPatch.Apply(after, JsonPatch.Parse(edits.Inverse)).ShouldBeNull();
    }

    [Fact]
    public void Projection_StatusVersionAndManagers_DoNotCount()
    {
        var live = Samples.Deployment();
        var before = ObjectProjection.Of(Samples.Shop, live, withReplicas: false);

        live["metadata"]!["resourceVersion"] = "99";
        live["metadata"]!["managedFields"] = new JsonArray();
        live["status"]!["readyReplicas"] = 0;
        live["spec"]!["replicas"] = 7;

        ObjectProjection.Of(Samples.Shop, live, withReplicas: false).ShouldBe(before);
        live["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "other";
        ObjectProjection.Of(Samples.Shop, live, withReplicas: false).ShouldNotBe(before);
    }

    [Fact]
    public void Projection_OfAConfigMap_IsDataAndRevision()
    {
        var live = Samples.ConfigMap();
        var before = ObjectProjection.Of(Samples.Settings, live, withReplicas: false);

        live["metadata"]!["annotations"]!["example.invalid/owner"] = "team-b";
        ObjectProjection.Of(Samples.Settings, live, withReplicas: false).ShouldBe(before);

        live["metadata"]!["annotations"]!["example.invalid/revision"] = "v44";
        ObjectProjection.Of(Samples.Settings, live, withReplicas: false).ShouldNotBe(before);
    }

    [Fact]
    public void FieldManagers_ListItemByKey_IsFound()
    {
        string[] limit = ["spec", "template", "spec", "containers", "1", "resources", "limits", "memory"];
        string[] other = ["spec", "template", "spec", "containers", "0", "resources", "limits", "memory"];

        FieldManagers.Of(Samples.Deployment(), [limit]).ShouldBe(["kubectl-client-side-apply"]);
        FieldManagers.Of(Samples.Deployment(), [other]).ShouldBeEmpty();
    }

    [Fact]
    public void CanonicalJson_OrderOfMembers_DoesNotCount()
    {
        CanonicalJson.Hash(JsonNode.Parse("""{"a":1,"b":{"c":[1,2],"d":"x"}}""")!)
            .ShouldBe(CanonicalJson.Hash(JsonNode.Parse("""{"b":{"d":"x","c":[1,2]},"a":1}""")!));
    }

    [Fact]
    public void UnifiedDiff_OneChangedLine_ShowsThreeLinesAround()
    {
        var before = "a\nb\nc\nd\ne\nf\ng\nh\n";

        UnifiedDiff.Of("x", before, before.Replace("e\n", "E\n"))
            .ShouldBe("--- x (now)\n+++ x (planned)\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n");
        UnifiedDiff.Of("x", before, before).ShouldBeEmpty();
    }

    [Fact]
    public void UnifiedDiff_ChangesFarApart_AreSeparateHunks()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"l{i}").ToArray();
        var after = lines.ToArray();
        after[2] = "first";
        after[35] = "second";

        var diff = UnifiedDiff.Of("x", string.Join('\n', lines), string.Join('\n', after));

        diff.Split('\n').Count(line => line.StartsWith("@@", StringComparison.Ordinal)).ShouldBe(2);
        diff.ShouldContain("@@ -33,7 +33,7 @@");
    }

    [Fact]
    public void YamlText_OfAnObject_LeavesOutWhatTheServerKeeps()
    {
        var yaml = YamlText.Of(Samples.ConfigMap());

        yaml.ShouldNotContain("managedFields");
        yaml.ShouldNotContain("resourceVersion");
        yaml.ShouldNotContain("last-applied");
        yaml.ShouldContain("  cache: |\n    eviction=none\n    size=100\n");
        yaml.ShouldContain("  extra: \"on\"\n");
        YamlText.Of(Samples.Deployment())
            .ShouldContain("      containers:\n      - name: proxy\n        image: example.invalid/proxy:1\n");
    }
}
