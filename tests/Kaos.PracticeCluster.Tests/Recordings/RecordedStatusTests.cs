using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

// The same request as the recorded one (names of ours in the place of the recorded names) gets the same refusal.
public sealed class RecordedStatusTests
{
    [Theory]
    [InlineData("pod-404")]
    [InlineData("kind-404")]
    [InlineData("create-exists-409")]
    [InlineData("create-strict-unknown-field")]
    [InlineData("json-patch-test-fails")]
    [InlineData("patch-bad-json-400")]
    [InlineData("patch-invalid-422")]
    [InlineData("patch-media-415")]
    [InlineData("patch-stale-409")]
    [InlineData("pods-list-bad-continue")]
    [InlineData("pods-list-expired-410")]
    [InlineData("logs-bad-container-400")]
    [InlineData("ssa-conflict-409")]
    [InlineData("tokenrequest-too-short")]
    public async Task Refusal_SameRequest_SameCodeAndBody(string name)
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var ours = await NamesAsync(practice);
        var recording = Recording.Read(name);

        var (code, body, raw) = await practice.SendAsync(recording.Method, ours(recording.Path), recording.Body is null
            ? null : ours(recording.Body), recording.Media, recording.Accept);

        code.ShouldBe(recording.Code);
        raw.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        JsonNode.DeepEquals(body, JsonNode.Parse(ours(recording.Answer)))
            .ShouldBeTrue($"{body!.ToJsonString()}\nbut recorded\n{recording.Answer}");
    }

    [Fact]
    public async Task Delete_StalePrecondition_RefusedAsRecorded()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recording = Recording.Read("delete-precondition-409");
        var pod = (await practice.PodsAsync("shop", "cart"))[0];

        var (code, body, _) = await practice.SendAsync("DELETE",
            $"/api/v1/namespaces/shop/pods/{pod.Text("metadata", "name")}", recording.Body);

        code.ShouldBe(409);
        body.Text("reason").ShouldBe("Conflict");
        body.Text("message").ShouldBe(recording.Json.Text("message")
            .Replace("web-5d6bcd6f54-4txj6", pod.Text("metadata", "name"))
            .Replace("(514)", $"({pod.Text("metadata", "resourceVersion")})"));
        JsonNode.DeepEquals(Shape(body), Shape(recording.Json)).ShouldBeTrue();
    }

    [Fact]
    public async Task Eviction_BudgetExhausted_RefusedAsRecorded()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        await practice.MergeAsync(
            "/apis/policy/v1/namespaces/shop/poddisruptionbudgets/checkout-service", """{"spec":{"minAvailable":3}}""");
        var pod = (await practice.PodsAsync("shop", "checkout-service"))[0].Text("metadata", "name");
        var recording = Recording.Read("eviction-pdb-429");

        var (code, body, raw) = await practice.SendAsync("POST", $"/api/v1/namespaces/shop/pods/{pod}/eviction",
            recording.Body!.Replace("web-5d6bcd6f54-4txj6", pod));

        code.ShouldBe(429);
        raw.Headers.RetryAfter.ShouldNotBeNull();
        JsonNode.DeepEquals(body, JsonNode.Parse(recording.Answer.Replace("budget web", "budget checkout-service")))
            .ShouldBeTrue(body!.ToJsonString());
    }

    [Fact]
    public async Task Watch_FromBeforeHistory_ExpiresInsideTheStream()
    {
        await using var practice = await Practice.StartAsync("checkout-service");
        var recorded = JsonNode.Parse(Recording.Read("pods-watch-expired-410").Answer.Trim());

        var (code, body, _) = await practice.SendAsync("GET", "/api/v1/namespaces/shop/pods?watch=1&resourceVersion=1");

        code.ShouldBe(200);
        body.Text("type").ShouldBe("ERROR");
        body.Text("object", "message").ShouldStartWith("too old resource version: 1 (");
        body.Text("object", "reason").ShouldBe(recorded.Text("object", "reason"));
        body.Number("object", "code").ShouldBe(410);
    }

    [Fact]
    public async Task Anything_UnknownToken_Unauthorized()
    {
        await using var practice = await Practice.StartAsync("healthy");
        practice.Http.DefaultRequestHeaders.Authorization = new("Bearer", "not-a-token");

        var (code, body, _) = await practice.SendAsync("GET", "/api/v1/namespaces/apps/pods");

        code.ShouldBe(401);
        JsonNode.DeepEquals(body, Recording.Read("unauthorized-401").Json).ShouldBeTrue(body!.ToJsonString());
    }

    private static JsonNode Shape(JsonNode? node)
    {
        var copy = (JsonObject)node!.DeepClone();
        copy.Remove("message");
        copy.Make("details")["name"] = "";
        return Json.Canonical(copy);
    }

    private static async Task<Func<string, string>> NamesAsync(Practice practice)
    {
        var crashing = (await practice.PodsAsync("shop", "checkout-service"))[0].Text("metadata", "name");
        return text => text.Replace("deployments/web", "deployments/cart").Replace("\\\"web\\\"", "\\\"cart\\\"")
            .Replace("\"name\": \"web\"", "\"name\": \"cart\"")
            .Replace("app-config", "storefront-config").Replace("\"mode\":\"slow\"", "\"THEME\":\"spring\"")
                .Replace("data.mode", "data.THEME")
            .Replace("serviceaccounts/reader", "serviceaccounts/default").Replace("crash-6d8d5dc957-zwjhm", crashing);
    }
}
