using System.Net;

namespace Kaos.A2A.Tests.Hosting;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.0.1", true)]
    [InlineData("1.0.99", true)]
    [InlineData(" 1.0 ", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    [InlineData("0.3", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("1", false)]
    [InlineData("banana", false)]
    public async Task Version_ByHeader_IsServedOrRefusedByBothBindings(string? version, bool served)
    {
        await using var host = await A2ATestHost.StartAsync();

        var rpc = await host.RpcAsync("ListTasks", "{}", version);
        using var rest = await host.SendAsync(HttpMethod.Get, "/tasks", version);

        rpc.GetProperty("id").GetInt32().ShouldBe(7);
        rpc.TryGetProperty("result", out _).ShouldBe(served);
        rest.StatusCode.ShouldBe(served ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        if (!served)
        {
            rpc.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32009);
            (await A2ATestHost.JsonAsync(rest)).GetRawText().ShouldContain("VERSION_NOT_SUPPORTED");
        }
    }

    [Fact]
    public async Task Version_ByQuery_IsServed()
    {
        await using var host = await A2ATestHost.StartAsync();

        using var rest = await host.SendAsync(HttpMethod.Get, "/tasks?A2A-Version=1.0", version: null);

        rest.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Version_MissingButAllowed_IsServed()
    {
        await using var host = await A2ATestHost.StartAsync(configure: options => options.AllowMissingVersion = true);

        var rpc = await host.RpcAsync("ListTasks", "{}", version: null);

        rpc.TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Extension_RequiredButNotNamed_IsRefusedThenEchoedWhenNamed()
    {
        var card = A2ATestHost.Card with
        {
            Capabilities = new AgentCapabilities { Extensions = [new() { Uri = "urn:a", Required = true }] },
        };
        await using var host = await A2ATestHost.StartAsync(card: card);

        var refused = await host.RpcAsync("ListTasks", "{}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.Add("A2A-Version", "1.0");
        request.Headers.Add("A2A-Extensions", "urn:unknown, urn:a");
        using var served = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        refused.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32008);
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
        served.Headers.GetValues("A2A-Extensions").ShouldBe(["urn:a"]);
    }

    [Theory]
    [InlineData("SendStreamingMessage", -32004)]
    [InlineData("SubscribeToTask", -32004)]
    [InlineData("CreateTaskPushNotificationConfig", -32003)]
    [InlineData("GetTaskPushNotificationConfig", -32003)]
    [InlineData("ListTaskPushNotificationConfigs", -32003)]
    [InlineData("DeleteTaskPushNotificationConfig", -32003)]
    [InlineData("GetExtendedAgentCard", -32004)]
    public async Task Capability_Off_IsToldBeforeParametersAreLookedAt(string method, int code)
    {
        await using var host = await A2ATestHost.StartAsync(card: A2ATestHost.Card with { Capabilities = new() });

        var reply = await host.RpcAsync(method, "{}");

        reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Theory]
    [InlineData("/rpc", "POST")]
    [InlineData("/extendedAgentCard", "GET")]
    public async Task ExtendedCard_ForNobody_IsAChallengeWhereTheCardDeclaresSecurity(string path, string method)
    {
        await using var host = await A2ATestHost.StartAsync(card: A2ATestHost.Card with
        {
            SecuritySchemes = new Dictionary<string, SecurityScheme>
            {
                ["key"] = new() { HttpAuthSecurityScheme = new HttpAuthSecurityScheme { Scheme = "Bearer" } },
            },
        });

        using var response = method == "GET"
            ? await host.SendAsync(HttpMethod.Get, path)
            : await host.PostAsync(path, """{"jsonrpc":"2.0","id":7,"method":"GetExtendedAgentCard"}""");

        ((int)response.StatusCode).ShouldBe(401);
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await A2ATestHost.JsonAsync(response)).GetProperty("error").GetProperty("message").GetString()
            .ShouldBe("The extended card is for authenticated callers.");
    }

    [Fact]
    public async Task ExtendedCard_ForNobodyWhereThereIsNoWayToAuthenticate_IsUnsupported()
    {
        await using var host = await A2ATestHost.StartAsync();

        var reply = await host.RpcAsync("GetExtendedAgentCard", "{}");

        reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32004);
    }

    [Fact]
    public async Task ExtendedCard_OnButNotConfigured_IsToldApart()
    {
        await using var host = await A2ATestHost.StartAsync(
            configureServer: options => options.AllowAnonymousExtendedCard = true);

        using var response = await host.PostAsync(
            "/rpc", """{"jsonrpc":"2.0","id":7,"method":"GetExtendedAgentCard"}""");

        (await A2ATestHost.JsonAsync(response)).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32007);
    }

    [Theory]
    [InlineData("*/*", "application/a2a+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, application/a2a+json", "application/a2a+json")]
    public async Task HttpJson_Accept_ChoosesTheMediaType(string accept, string expected)
    {
        await using var host = await A2ATestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.Add("A2A-Version", "1.0");
        request.Headers.Add("Accept", accept);

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentType?.MediaType.ShouldBe(expected);
    }

    [Fact]
    public async Task MediaType_NotAmongTheInputModes_IsContentTypeNotSupported()
    {
        await using var host = await A2ATestHost.StartAsync();

        var reply = await host.RpcAsync("SendMessage", """
            {"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"x","mediaType":"application/x-unsupported"}]}}
            """);

        reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32005);
    }
}
