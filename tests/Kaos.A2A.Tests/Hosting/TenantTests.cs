using Kaos.A2A.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.A2A.Tests.Hosting;

/// <summary>
/// Every operation for one tenant: by its second path over HTTP+JSON, by its parameter over JSON-RPC.
/// </summary>
public sealed class TenantTests
{
    private const string Hello = """{"message":{"messageId":"m1","role":"ROLE_USER","parts":[{"text":"hi"}]}}""";
    private const string Hook = """{"url":"https://example.com/hook"}""";

    private static readonly (string Verb, string Path, string Body, string Operation, string About)[] Paths =
    [
        ("POST", "/message:send", Hello, "SendMessage", "m1"),
        ("POST", "/message:stream", Hello, "SendStreamingMessage", "m1"),
        ("GET", "/tasks/t1", "", "GetTask", "t1"),
        ("GET", "/tasks", "", "ListTasks", ""),
        ("POST", "/tasks/t1:cancel", "", "CancelTask", "t1"),
        ("GET", "/tasks/t1:subscribe", "", "SubscribeToTask", "t1"),
        ("POST", "/tasks/t1:subscribe", "", "SubscribeToTask", "t1"),
        ("POST", "/tasks/t1/pushNotificationConfigs", Hook, "CreateTaskPushNotificationConfig", "t1"),
        ("GET", "/tasks/t1/pushNotificationConfigs", "", "ListTaskPushNotificationConfigs", "t1"),
        ("GET", "/tasks/t1/pushNotificationConfigs/p1", "", "GetTaskPushNotificationConfig", "t1/p1"),
        ("DELETE", "/tasks/t1/pushNotificationConfigs/p1", "", "DeleteTaskPushNotificationConfig", "t1/p1"),
        ("GET", "/extendedAgentCard", "", "GetExtendedAgentCard", ""),
    ];

    public static TheoryData<string, string, string, string, string, string?> Requests()
    {
        var all = new TheoryData<string, string, string, string, string, string?>();
        foreach (var (verb, path, body, operation, about) in Paths)
        {
            all.Add(verb, path, body, operation, about, null);
            all.Add(verb, "/acme" + path, body, operation, about, "acme");
            all.Add(verb, "/two%20words" + path, body, operation, about, "two words");
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Path_WithATenantBefore_ReachesTheSameOperationForThatTenant(
        string verb, string path, string body, string operation, string about, string? tenant)
    {
        var handler = new RecordingHandler();
        await using var host = await HostAsync(handler);

        using var response = verb == "POST"
            ? await host.PostAsync(path, body)
            : await host.SendAsync(new HttpMethod(verb), path);

        ((int)response.StatusCode).ShouldBe(200);
        handler.Last.ShouldBe((operation, about, tenant));
    }

    [Theory]
    [InlineData("SendMessage", "m1", Hello)]
    [InlineData("SendStreamingMessage", "m1", Hello)]
    [InlineData("GetTask", "t1", """{"id":"t1"}""")]
    [InlineData("ListTasks", "", """{"pageSize":5}""")]
    [InlineData("CancelTask", "t1", """{"id":"t1"}""")]
    [InlineData("SubscribeToTask", "t1", """{"id":"t1"}""")]
    [InlineData("CreateTaskPushNotificationConfig", "t1", """{"taskId":"t1","url":"https://example.com/hook"}""")]
    [InlineData("ListTaskPushNotificationConfigs", "t1", """{"taskId":"t1"}""")]
    [InlineData("GetTaskPushNotificationConfig", "t1/p1", """{"taskId":"t1","id":"p1"}""")]
    [InlineData("DeleteTaskPushNotificationConfig", "t1/p1", """{"taskId":"t1","id":"p1"}""")]
    [InlineData("GetExtendedAgentCard", "", """{"unknown":1}""")]
    public async Task Method_WithATenantAmongItsParameters_IsForThatTenant(
        string method, string about, string parameters)
    {
        var handler = new RecordingHandler();
        await using var host = await HostAsync(handler);

        using var response = await host.PostAsync(
            "/rpc", $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{For("acme", parameters)}}}""");

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("\"error\"");
        handler.Last.ShouldBe((method, about, "acme"));
    }

    [Theory]
    [InlineData("/acme/message:send", "acme")]
    [InlineData("/message:send", "bakery")]
    public async Task Tenant_InPathAndBody_IsThePathsOne(string path, string tenant)
    {
        var handler = new RecordingHandler();
        await using var host = await HostAsync(handler);

        using var response = await host.PostAsync(path, For("bakery", Hello));

        ((int)response.StatusCode).ShouldBe(200);
        handler.Last.ShouldBe(("SendMessage", "m1", tenant));
    }

    private static string For(string tenant, string request) => request.Insert(1, $"\"tenant\":\"{tenant}\",");

    private static Task<A2ATestHost> HostAsync(IA2ARequestHandler handler) =>
        A2ATestHost.StartAsync(services: services => services.AddSingleton(handler));
}
