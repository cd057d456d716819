using Kaos.A2A.Client;
using Kaos.A2A.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.A2A.Tests.Hosting;

public sealed class OwnHandlerTests
{
    [Theory]
    [InlineData(ProtocolBindings.JsonRpc, "/rpc")]
    [InlineData(ProtocolBindings.HttpJson, "")]
    public async Task Stream_WithEventIds_ResumesAfterTheLastOne(string binding, string path)
    {
        var handler = new ResumableHandler(failure: null);
        await using var host = await HostAsync(handler);
        var client = Client(host, binding, path);
        var token = TestContext.Current.CancellationToken;

        var all = await client.SubscribeToTaskAsync(new() { Id = "t" }, cancellationToken: token).ToListAsync(token);
        var rest = await client.SubscribeToTaskAsync(new() { Id = "t" }, "2", token).ToListAsync(token);

        all.Select(item => item.EventId).ShouldBe(["1", "2", "3", "4"]);
        rest.Select(item => item.EventId).ShouldBe(["3", "4"]);
        handler.LastContext!.LastEventId.ShouldBe("2");
        handler.LastContext.Binding.ShouldBe(binding);
        handler.LastContext.Tenant.ShouldBe("acme");
        handler.LastContext.Version.ShouldBe("1.0");
    }

    [Theory]
    [InlineData(ProtocolBindings.JsonRpc, "/rpc")]
    [InlineData(ProtocolBindings.HttpJson, "")]
    public async Task Stream_FailingInTheMiddle_EndsWithAnErrorEvent(string binding, string path)
    {
        await using var host = await HostAsync(new ResumableHandler(new InvalidOperationException("secret detail")));
        var token = TestContext.Current.CancellationToken;
        var seen = 0;

        var failure = await Should.ThrowAsync<A2AException>(async () =>
        {
            await foreach (var _ in Client(host, binding, path).SubscribeToTaskAsync(new() { Id = "t" },
                cancellationToken: token))
            {
                seen++;
            }
        });

        seen.ShouldBe(4);
        failure.Code.ShouldBe(A2AErrorCode.InternalError);
        failure.Message.ShouldBe("Internal error");
        host.Log.Lines.ShouldContain(line => line.Contains("secret detail"));
    }

    [Fact]
    public async Task Stream_WithNothingToSay_IsAnErrorReplyAndNoStream()
    {
        await using var host = await HostAsync(
            new ResumableHandler(new A2AException("Gone.", A2AErrorCode.TaskNotFound)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/t:subscribe");
        request.Headers.Add("A2A-Version", "1.0");
        request.Headers.Add("Last-Event-ID", "4");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(404);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/a2a+json");
    }

    private static Task<A2ATestHost> HostAsync(IA2ARequestHandler handler) =>
        A2ATestHost.StartAsync(services: services => services.AddSingleton(handler));

    private static A2AClient Client(A2ATestHost host, string binding, string path) => new(
        host.Client, new AgentInterface
        {
            Url = host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path,
            ProtocolBinding = binding,
            ProtocolVersion = ProtocolVersions.V1,
            Tenant = "acme",
        });
}
