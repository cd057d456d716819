using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

// A CustomResourceDefinition and its objects; the texts are a real server's (apiextensions-apiserver 1.34).
public sealed class CustomResourceTests : IAsyncLifetime
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.dev/v1/namespaces/apps/widgets";
    private const string Apply = "application/apply-patch+yaml";

    private const string Definition = """
        {"metadata":{"name":"widgets.example.dev"},"spec":{"group":"example.dev","scope":"Namespaced",
         "names":{"kind":"Widget","plural":"widgets","shortNames":["wd"]},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
          "additionalPrinterColumns":[{"name":"Size","type":"number","jsonPath":".spec.size"},{"name":"Ok","type":"boolean","jsonPath":".status.ok"}],
          "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
           "spec":{"type":"object","required":["size"],"properties":{"size":{"type":"number","minimum":0,"maximum":1},"note":{"type":"string","maxLength":5}}},
           "status":{"type":"object","properties":{"ok":{"type":"boolean"},"seen":{"type":"boolean"}}}}}}}]}}
        """;

    private Practice practice = null!;

    public async ValueTask InitializeAsync() => practice = await Practice.StartAsync("healthy");

    public ValueTask DisposeAsync() => practice.DisposeAsync();

    [Fact]
    public async Task Kind_NotDefined_IsNotServed()
    {
        var (code, body, _) = await practice.SendAsync("GET", Widgets);

        code.ShouldBe(404);
        body.Text("message").ShouldBe("the server could not find the requested resource");
        (await practice.SendAsync("GET", "/apis/example.dev/v1")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Definition_Made_IsEstablishedAndDiscovered()
    {
        await DefineAsync();

        var definition = await practice.GetAsync($"{Definitions}/widgets.example.dev");
        definition.Text("spec", "names", "listKind").ShouldBe("WidgetList");
        definition.Items("status", "conditions")
            .Select(one => (one.Text("type"), one.Text("status"), one.Text("reason")))
            .ShouldBe([("NamesAccepted", "True", "NoConflicts"), ("Established", "True", "InitialNamesAccepted")]);
        (await practice.GetAsync("/apis/example.dev/v1")).Items("resources").Select(one => one.Text("name"))
            .ShouldBe(["widgets", "widgets/status"]);
        (await practice.GetAsync("/apis")).Items("groups").Select(one => one.Text("name")).ShouldContain("example.dev");
    }

    [Fact]
    public async Task Object_AppliedWithStatus_KeepsItsStatusForTheSubresource()
    {
        await DefineAsync();

        var (made, body, _) = await ApplyAsync("w1", "", """{"spec":{"size":0.5},"status":{"ok":true}}""");
        made.ShouldBe(201);
        body.Has("status").ShouldBeFalse();
        body.Number("metadata", "generation").ShouldBe(1);

        (await ApplyAsync("w1", "/status", """{"status":{"ok":true}}""")).Code.ShouldBe(200);
        await practice.MergeAsync($"{Widgets}/w1/status", """{"status":{"seen":true},"spec":{"size":0.9}}""");
        (await ApplyAsync("w1", "/status", """{"status":{"ok":false}}""")).Code.ShouldBe(200);

        var whole = await practice.GetAsync($"{Widgets}/w1");
        (whole.Real("spec", "size"), whole.Flag("status", "ok"), whole.Flag("status", "seen"))
            .ShouldBe((0.5, false, true));
        whole.Items("metadata", "managedFields").Select(one => (one.Text("manager"), one.Text("subresource")))
            .ShouldBe([("kaos", ""), ("kaos", "status"), ("curl", "status")], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"spec":{"size":1.5,"note":"abcdefg"}}""", 422,
        "Widget.example.dev \"w1\" is invalid: [spec.size: Invalid value: 1.5: spec.size in body should be less than or equal to 1, "
        + "spec.note: Too long: may not be more than 5 bytes]")]
    [InlineData("""{"spec":{"size":"x"}}""", 422,
        "Widget.example.dev \"w1\" is invalid: spec.size: Invalid value: \"string\": spec.size in body must be of type number: \"string\"")]
    [InlineData("""{"spec":{}}""", 422, "Widget.example.dev \"w1\" is invalid: spec.size: Required value")]
    [InlineData("""{"spec":{"size":1,"color":"red"}}""", 400,
        "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.color\"")]
    public async Task Object_ThatBreaksItsSchema_IsRefusedAsRecorded(string content, int expected, string message)
    {
        await DefineAsync();

        var (code, body, _) = await practice.SendAsync(
            "POST", $"{Widgets}?fieldValidation=Strict", $$"""{"metadata":{"name":"w1"},{{content[1..]}}""");

        (code, body.Text("message")).ShouldBe((expected, message));
    }

    [Fact]
    public async Task Object_AppliedWithAnUnknownField_IsRefusedAsRecorded()
    {
        await DefineAsync();

        var (code, body, _) = await ApplyAsync("w1", "", """{"spec":{"size":1,"color":"red"}}""");

        (code, body.Text("message")).ShouldBe((500,
            "failed to create typed patch object (/w1; example.dev/v1, Kind=Widget): .spec.color: field not declared in schema"));
    }

    [Fact]
    public async Task Object_PatchedStrategically_IsRefusedAsRecorded()
    {
        await DefineAsync();
        await ApplyAsync("w1", "", """{"spec":{"size":1}}""");

        var (code, body, _) = await practice.SendAsync(
            "PATCH", $"{Widgets}/w1", "{}", "application/strategic-merge-patch+json");

        code.ShouldBe(415);
        body.Text("message")
            .ShouldContain("application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }

    [Fact]
    public async Task Status_OfNoObject_IsNotFound()
    {
        await DefineAsync();

        (await ApplyAsync("w9", "/status", """{"status":{"ok":true}}""")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task Table_HasTheDefinitionsColumns()
    {
        await DefineAsync();
        await ApplyAsync("w1", "", """{"spec":{"size":0.5}}""");

        var (_, table, _) = await practice.SendAsync(
            "GET", Widgets, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        table.Items("columnDefinitions").Select(one => one.Text("name")).ShouldBe(["Name", "Size", "Ok"]);
        table.Items("rows").Single().At("cells")!.ToJsonString().ShouldBe("""["w1",0.5,null]""");
    }

    [Fact]
    public async Task Definition_Deleted_TakesItsObjectsAlong()
    {
        await DefineAsync();
        await ApplyAsync("w1", "", """{"spec":{"size":1}}""");

        (await practice.SendAsync("DELETE", $"{Definitions}/widgets.example.dev")).Code.ShouldBe(200);
        (await practice.SendAsync("GET", $"{Widgets}/w1")).Code.ShouldBe(404);
        await DefineAsync();
        (await practice.GetAsync(Widgets)).Items("items").ShouldBeEmpty();
    }

    private async Task DefineAsync() => (await practice.SendAsync("POST", Definitions, Definition)).Code.ShouldBe(201);

    private Task<(int Code, JsonNode? Body, HttpResponseMessage Raw)> ApplyAsync(
        string name, string subresource, string content) =>
        practice.SendAsync("PATCH", $"{Widgets}/{name}{subresource}?fieldManager=kaos",
            $$"""{"apiVersion":"example.dev/v1","kind":"Widget","metadata":{"name":"{{name}}"},{{content[1..]}}""",
            Apply);
}
