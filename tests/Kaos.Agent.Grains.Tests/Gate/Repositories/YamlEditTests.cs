using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Repositories;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

public sealed class YamlEditTests
{
    private const string Web = """
        # The shop's front.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web   # as people know it
          annotations: {}
          labels: { app: web, tier: "front" }
        spec:
          replicas:  3  # see capacity plan
          template:
            spec:
              containers:
                # beside the app
                - name: proxy
                  image: 'example.invalid/proxy:1'
                - name: app
                  image: "example.invalid/web:1"  # pinned
                  resources:
                    limits:
                      memory: 512Mi   # since March

                  args: ["--port", "8080"]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web-config
        data:
          mode: fast
          # how the cache lets go
          cache: |
            eviction=none
            size=100
          # what comes last
          last: "1"

        """;

    [Theory]
    [InlineData(0, "spec/replicas", "5", "  replicas:  3  # see capacity plan", "  replicas:  5  # see capacity plan")]
    [InlineData(0, "metadata/name", "\"shop\"", "name: web   # as", "name: shop   # as")]
    [InlineData(0, "spec/template/spec/containers/@app/image", "\"a:2\"", "\"example.invalid/web:1\"  # pinned",
        "\"a:2\"  # pinned")]
    [InlineData(0, "spec/template/spec/containers/@proxy/image", "\"a:2\"", "'example.invalid/proxy:1'", "'a:2'")]
    [InlineData(0, "spec/template/spec/containers/#1/resources/limits/memory", "\"768Mi\"", "memory: 512Mi   # since",
        "memory: 768Mi   # since")]
    [InlineData(0, "metadata/labels/tier", "\"back\"", "tier: \"front\" }", "tier: \"back\" }")]
    [InlineData(1, "data/cache", "\"eviction=lru\\nsize=50\\n\"", "    eviction=none\n    size=100\n",
        "    eviction=lru\n    size=50\n")]
    [InlineData(1, "data/cache", "\"a\\n\\nb\"", "  cache: |\n    eviction=none\n    size=100\n",
        "  cache: |-\n    a\n\n    b\n")]
    [InlineData(1, "data/mode", "\"true\"", "mode: fast", "mode: \"true\"")]
    [InlineData(1, "data/last", "\"2\"", "last: \"1\"", "last: \"2\"")]
    public void Apply_FieldThatIsThere_IsReplacedAndNothingElse(
        int document, string path, string value, string before, string after) =>
        Edit(document, path, value).ShouldBe(Once(before, after));

    [Theory]
    [InlineData(0, "spec/template/spec/containers/@app/resources/limits/cpu", "\"2\"",
        "              memory: 512Mi   # since March\n",
        "              memory: 512Mi   # since March\n              cpu: \"2\"\n")]
    [InlineData(0, "spec/template/spec/containers/@proxy/resources/limits/memory", "\"64Mi\"",
        "          image: 'example.invalid/proxy:1'\n",
        "          image: 'example.invalid/proxy:1'\n          resources:\n            limits:\n              memory: 64Mi\n")]
    [InlineData(0, "metadata/labels/new", "\"yes\"", "tier: \"front\" }", "tier: \"front\", new: \"yes\" }")]
    [InlineData(0, "metadata/annotations/a", "\"b\"", "annotations: {}", "annotations: { a: \"b\" }")]
    [InlineData(1, "data/more", "\"x\\ny\\n\"", "  last: \"1\"\n", "  last: \"1\"\n  more: |\n    x\n    y\n")]
    [InlineData(1, "metadata/namespace", "\"shop\"", "  name: web-config\n", "  name: web-config\n  namespace: shop\n")]
    public void Apply_FieldThatIsNotThere_IsAddedAtTheEndOfItsMap(
        int document, string path, string value, string before, string after) =>
        Edit(document, path, value).ShouldBe(Once(before, after));

    [Theory]
    [InlineData("data/mode", "  mode: fast\n")]
    [InlineData("data/cache", "  cache: |\n    eviction=none\n    size=100\n")]
    public void Apply_FieldThatGoes_TakesItsLinesWithIt(string path, string gone) =>
        Edit(1, path, null).ShouldBe(Once(gone, ""));

    [Theory]
    // A list as a whole, the only key of a map, a key that shares its line.
    [InlineData(0, "spec/template/spec/containers/@app/args", "[\"--port\",\"80\"]")]
    [InlineData(1, "metadata/name", null)]
    [InlineData(0, "spec/template/spec/containers/@app/name", null)]
    public void Apply_WhatIsNotPlain_IsLeftToPeople(int document, string path, string? value) =>
        Edit(document, path, value).ShouldBeNull();

    [Fact]
    public void Apply_AnchorThatOthersReferTo_IsLeftToPeople()
    {
        const string text = "a: &memory 512Mi\nb: *memory\n";

        Apply(text, 0, "a", "\"1Gi\"").ShouldBeNull();
        Apply(text, 0, "b", "\"1Gi\"").ShouldBeNull();
    }

    [Fact]
    public void Apply_WindowsLineEndsAndNoLastOne_StayAsTheyAre()
    {
        Apply("a:\r\n  b: 1\r\n  c: 2\r\n", 0, "a/b", "3").ShouldBe("a:\r\n  b: 3\r\n  c: 2\r\n");
        Apply("a:\r\n  b: 1\r\n", 0, "a/d", "3").ShouldBe("a:\r\n  b: 1\r\n  d: 3\r\n");
        Apply("a:\n  b: 1", 0, "a/d", "3").ShouldBe("a:\n  b: 1\n  d: 3\n");
    }

    [Fact]
    public void Apply_LettersBeyondTheFirstPlane_KeepTheirPlaces() =>
        Apply("a: \"😀 é\" # ü😀\nb: 1\n", 0, "b", "2").ShouldBe("a: \"😀 é\" # ü😀\nb: 2\n");

    [Fact]
    public void Apply_Template_IsNoYaml() => Apply("a: {{ .Values.a }}\n", 0, "a", "2").ShouldBeNull();

    private static string Once(string before, string after)
    {
        Web.Split(before).Length.ShouldBe(2);
        return Web.Replace(before, after);
    }

    private static string? Edit(int document, string path, string? value) => Apply(Web, document, path, value);

    private static string? Apply(string text, int document, string path, string? value) => YamlEdit.Apply(
        text, document, [],
        [new FieldChange([.. path.Split('/').Select(Part)], null, value is null ? null : JsonNode.Parse(value))]);

    private static FieldPart Part(string part) => part[0] switch
    {
        '@' => new FieldPart(null, part[1..]),
        '#' => new FieldPart(null, null, part[1] - '0'),
        _ => new FieldPart(part),
    };
}
