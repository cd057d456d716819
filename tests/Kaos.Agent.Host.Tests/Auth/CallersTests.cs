using System.Net;
using Kaos.Agent.Host.Auth;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Tests.Auth;

public sealed class CallersTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:8080", null, null, true)]
    [InlineData("::1", "localhost", null, null, true)]
    [InlineData("::ffff:127.0.0.1", "[::1]:8080", null, null, true)]
    [InlineData("127.0.0.1", "localhost", "Origin", "http://localhost", true)]
    [InlineData("10.0.0.7", "127.0.0.1", null, null, false)]
    [InlineData("10.0.0.7", "127.0.0.1", "X-Forwarded-For", "127.0.0.1", false)]
    [InlineData("10.0.0.7", "127.0.0.1", "Forwarded", "for=127.0.0.1", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "X-Forwarded-For", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "Forwarded", "for=10.0.0.7", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "Via", "1.1 proxy", false)]
    [InlineData("127.0.0.1", "evil.example", null, null, false)]
    [InlineData("127.0.0.1", "localhost", "Origin", "https://evil.example", false)]
    [InlineData("127.0.0.1", "localhost", "Authorization", "Bearer wrong", false)]
    [InlineData("127.0.0.1", "localhost", "Authorization", "Basic YTpi", false)]
    public void Callers_WithoutKey_AreLocalOnlyOnLoopback(
        string address, string host, string? header, string? value, bool local)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        http.Request.Scheme = "http";
        http.Request.Host = new HostString(host);
        if (header is not null)
        {
            http.Request.Headers[header] = value;
        }

        var caller = new Callers(Options.Create(new AuthOptions())).Find(http);

        caller.ShouldBe(local ? Callers.LocalPerson : null);
    }

    [Fact]
    public void LocalPerson_HasEveryRoleButPromoter()
    {
        Callers.LocalPerson.Has(Role.Promoter).ShouldBeFalse();
        Callers.LocalPerson.Has(Role.Agent).ShouldBeFalse();
        Callers.LocalPerson.Has(Role.Approver).ShouldBeTrue();
    }

    [Fact]
    public async Task Key_Known_IsItsPrincipal()
    {
        await using var server = await EdgeServer.StartAsync(("Auth:Loopback", "off"));

        await server.GetAsync("/v1/incidents", EdgeServer.AliceKey);

        var caller = server.Desk.Calls.Single().Caller;
        (caller.ToString(), caller.Tenants.Single()).ShouldBe(("person:alice", "shop"));
        caller.Roles.ShouldBe([Role.Viewer, Role.Operator, Role.Approver]);
    }

    [Theory]
    [InlineData("/v1/incidents")]
    [InlineData("/v1/incidents/inc-1")]
    [InlineData("/v1/incidents/inc-9")]
    [InlineData("/v1/nothing")]
    [InlineData("/a2a/tasks/task-1")]
    [InlineData("/a2a/tasks/task-9")]
    public async Task Stranger_AskingAnything_HearsTheSame(string path)
    {
        await using var server = await EdgeServer.StartAsync(("Auth:Loopback", "off"));
        server.Desk.Incidents.Add(Samples.Incident);

        var (status, body) = await server.GetAsync(path);
        var (wrong, _) = await server.GetAsync(path, "no-such-key");

        (status, wrong).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        body!["code"]!.GetValue<string>().ShouldBe("unauthenticated");
        server.Desk.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/.well-known/agent-card.json")]
    public async Task Stranger_AskingForWhatIsPublic_IsServed(string path)
    {
        await using var server = await EdgeServer.StartAsync(("Auth:Loopback", "off"));

        (await server.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Incident_OfAnotherTenant_LooksLikeNone()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.Incidents.Add(Samples.Incident);

        var hidden = await server.GetAsync("/v1/incidents/inc-1", EdgeServer.BobKey);
        var absent = await server.GetAsync("/v1/incidents/inc-9", EdgeServer.BobKey);

        (hidden.Status, absent.Status).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        hidden.Body!["detail"]!.GetValue<string>().Replace("inc-1", "inc-9", StringComparison.Ordinal)
            .ShouldBe(absent.Body!["detail"]!.GetValue<string>());
    }
}
