using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Kubernetes.Client;

namespace Kaos.Kubernetes.Tests.Wire;

/// <summary>Lets the client talk to a recording, and checks that it asked as the recorded client did.</summary>
internal static class ContractCase
{
    public static async Task<T> RunAsync<T>(string recording, Func<KubernetesClient, Task<T>> act)
    {
        var exchange = Exchange.Load(recording);
        await using var server = await TestServer.ReplayAsync(exchange);
        using var client = server.Client();
        try
        {
            return await act(client);
        }
        finally
        {
            ShouldMatch(server.Requests.First(), exchange);
        }
    }

    public static async Task<KubernetesException> FailAsync<T>(string recording, Func<KubernetesClient, Task<T>> act)
    {
        var failure = await Should.ThrowAsync<KubernetesException>(() => RunAsync(recording, act));
        var exchange = Exchange.Load(recording);
        using var status = JsonDocument.Parse(exchange.Body);
        var body = status.RootElement.TryGetProperty("object", out var inner) ? inner : status.RootElement;
        failure.Status.ShouldNotBeNull().Message.ShouldBe(body.GetProperty("message").GetString());
        failure.Status.Reason.ShouldBe(body.GetProperty("reason").GetString());
        failure.HttpCode.ShouldBe(body.GetProperty("code").GetInt32());
        failure.Message.ShouldContain(failure.Status.Message!);
        return failure;
    }

    /// <summary>
    /// The client may say more than was recorded (a field manager, strictness), never less or otherwise.
    /// </summary>
    private static void ShouldMatch(SentRequest sent, Exchange recorded)
    {
        sent.Method.ShouldBe(recorded.Method);
        sent.Path.ShouldBe(recorded.Path);
        foreach (var (name, value) in recorded.Query)
        {
            sent.Query.GetValueOrDefault(name).ShouldBe(value, name);
        }

        if (recorded.RequestBody.Length > 0)
        {
            sent.Headers["Content-Type"].ShouldBe(recorded.RequestHeaders["Content-Type"]);
            ShouldHold(Parse(sent.Body), Parse(recorded.RequestBody), "$");
        }
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return JsonValue.Create(body);
        }
    }

    private static void ShouldHold(JsonNode? sent, JsonNode? recorded, string path)
    {
        if (recorded is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                ShouldHold(sent.ShouldBeOfType<JsonObject>(path)[name], value, $"{path}.{name}");
            }
        }
        else
        {
            JsonNode.DeepEquals(sent, recorded).ShouldBeTrue($"{path}: sent {sent}, recorded {recorded}");
        }
    }
}
