using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Patches;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Tests.Units;

public sealed class PatchTests
{
    private static JsonObject Pod => Parse("""
        {"spec":{"containers":[{"name":"a","image":"a:1","env":[{"name":"X","value":"1"}]},{"name":"b","image":"b:1"}],"tolerations":[{"key":"k"}]}}
        """);

    [Fact]
    public void Strategic_ListsWithMergeKey_MergeByIt()
    {
        var result = StrategicPatch.Apply(Pod,
            Parse("""{"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]},{"name":"b","$patch":"delete"}],"tolerations":[]}}"""));

        result.ToJsonString().ShouldBe(
            """{"spec":{"containers":[{"name":"a","image":"a:1","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}],"tolerations":[]}}""");
    }

    [Fact]
    public void Merge_Null_Removes()
    {
        Patch.Merge(Parse("""{"a":{"b":1,"c":2}}"""), Parse("""{"a":{"b":null,"d":[1]}}""")).ToJsonString()
            .ShouldBe("""{"a":{"c":2,"d":[1]}}""");
    }

    [Fact]
    public void JsonPatch_Operations_ApplyInOrder()
    {
        var patch = (JsonArray)JsonNode.Parse(
            """[{"op":"test","path":"/a~1b","value":1},{"op":"add","path":"/list/-","value":3},{"op":"add","path":"/list/0","value":0},{"op":"remove","path":"/a~1b"},{"op":"move","from":"/x","path":"/y"}]""")!;

        JsonPatch.Apply(Parse("""{"a/b":1,"list":[1,2],"x":{"z":1}}"""), patch).ToJsonString()
            .ShouldBe("""{"list":[0,1,2,3],"y":{"z":1}}""");
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/absent","value":1}]""")]
    [InlineData("""[{"op":"remove","path":"/list/9"}]""")]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    public void JsonPatch_Impossible_RefusesTheWhole(string patch)
    {
        Should.Throw<ApiFailure>(() =>
            JsonPatch.Apply(Parse("""{"a":1,"list":[1]}"""), (JsonArray)JsonNode.Parse(patch)!)).Code.ShouldBe(422);
    }

    [Theory]
    [InlineData("app=web,tier in (a, b)", true)]
    [InlineData("app!=web", false)]
    [InlineData("tier notin (b)", true)]
    [InlineData("!absent", true)]
    [InlineData("absent", false)]
    public void LabelSelector_Forms_AreUnderstood(string selector, bool fits)
    {
        Selectors.Labels(selector)(Parse("""{"metadata":{"labels":{"app":"web","tier":"a"}}}""")).ShouldBe(fits);
    }

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;
}
