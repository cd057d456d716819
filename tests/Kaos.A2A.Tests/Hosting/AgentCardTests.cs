using System.Net;
using System.Net.Http.Headers;

namespace Kaos.A2A.Tests.Hosting;

public sealed class AgentCardTests
{
    private const string Path = "/.well-known/agent-card.json";

    [Fact]
    public async Task Card_Get_HasCachingHeadersAndOnlySetMembers()
    {
        await using var host = await A2ATestHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, Path, version: null);

        response.Content.Headers.ContentType?.ToString().ShouldBe("application/json");
        response.Headers.CacheControl?.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
        response.Headers.ETag.ShouldNotBeNull();
        response.Content.Headers.LastModified.ShouldNotBeNull();
        response.Headers.Vary.ShouldContain("A2A-Version");
        (await A2ATestHost.JsonAsync(response)).EnumerateObject().Select(member => member.Name).ShouldBe([
            "name", "description", "supportedInterfaces", "version", "capabilities", "defaultInputModes",
            "defaultOutputModes", "skills",
        ]);
    }

    [Fact]
    public async Task Card_WithItsValidators_IsNotModified()
    {
        await using var host = await A2ATestHost.StartAsync();
        using var first = await host.SendAsync(HttpMethod.Get, Path);

        using var byTag = await GetAsync(host, headers => headers.IfNoneMatch.Add(first.Headers.ETag!));
        using var byOtherTag = await GetAsync(host, headers =>
        {
            headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\""));
            headers.IfModifiedSince = first.Content.Headers.LastModified;
        });
        using var byDate = await GetAsync(
            host, headers => headers.IfModifiedSince = first.Content.Headers.LastModified);

        byTag.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        byOtherTag.StatusCode.ShouldBe(HttpStatusCode.OK);
        byDate.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private static async Task<HttpResponseMessage> GetAsync(A2ATestHost host, Action<HttpRequestHeaders> set)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        set(request.Headers);
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
