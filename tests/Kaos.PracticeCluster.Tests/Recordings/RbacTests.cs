using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.Recordings;

// What a service account's token may do, and when it ends.
public sealed class RbacTests : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private Practice practice = null!;

    public async ValueTask InitializeAsync()
    {
        practice = await Practice.StartAsync("healthy");
        await MakeAsync("/api/v1/namespaces/apps/serviceaccounts", """{"metadata":{"name":"reader"}}""");
        await MakeAsync("/api/v1/namespaces/apps/secrets", """{"metadata":{"name":"hold"}}""");
    }

    public ValueTask DisposeAsync() => practice.DisposeAsync();

    [Fact]
    public async Task Get_NoRole_ForbiddenAsRecorded()
    {
        await ActAsync();

        var (code, body, _) = await practice.SendAsync("GET", "/api/v1/namespaces/apps/pods");

        code.ShouldBe(403);
        body.Text("message").ShouldBe(
            "pods is forbidden: User \"system:serviceaccount:apps:reader\" cannot list resource \"pods\" in API group \"\" in the namespace \"apps\"");
    }

    [Fact]
    public async Task Role_NamesOneObject_OnlyThatOne()
    {
        await GiveAsync(
            """{"apiGroups":["apps"],"resources":["deployments"],"resourceNames":["web"],"verbs":["get"]}""");
        await ActAsync();

        (await MayAsync("get", "web")).ShouldBeTrue();
        (await MayAsync("get", "other")).ShouldBeFalse();
        (await MayAsync("patch", "web")).ShouldBeFalse();
        (await practice.SendAsync("GET", "/apis/apps/v1/namespaces/apps/deployments")).Code.ShouldBe(403);
        (await practice.SendAsync("GET", "/apis/apps/v1/namespaces/apps/deployments/web")).Code.ShouldNotBe(403);
        (await practice.SendAsync("GET", "/apis/apps/v1/namespaces/other/deployments/web")).Code.ShouldBe(403);
    }

    [Fact]
    public async Task Subresource_RoleOfTheResourceOnly_ForbiddenByItsOwnName()
    {
        await GiveAsync("""{"apiGroups":[""],"resources":["pods"],"verbs":["*"]}""");
        await ActAsync();

        var (code, body, _) = await practice.SendAsync("POST", "/api/v1/namespaces/apps/pods/a/eviction", "{}");

        code.ShouldBe(403);
        body.Text("message").ShouldContain("cannot create resource \"pods/eviction\" in API group \"\"");
    }

    [Theory]
    [InlineData("secrets", "hold")]
    [InlineData("serviceaccounts", "reader")]
    public async Task Token_WhatItHangsOnDeleted_EndsAtOnce(string resource, string name)
    {
        await GiveAsync("""{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}""");
        await ActAsync();
        var before = (await practice.SendAsync("GET", "/api/v1/namespaces/apps/pods")).Code;
        var token = practice.Http.DefaultRequestHeaders.Authorization;
        practice.Http.DefaultRequestHeaders.Authorization = null;
        await practice.SendAsync("DELETE", $"/api/v1/namespaces/apps/{resource}/{name}");
        practice.Http.DefaultRequestHeaders.Authorization = token;

        var after = (await practice.SendAsync("GET", "/api/v1/namespaces/apps/pods")).Code;

        (before, after).ShouldBe((200, 401));
    }

    [Fact]
    public async Task NewRole_MoreThanItsMakerHolds_Refused()
    {
        await GiveAsync(
            """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["create"]},{"apiGroups":["apps"],"resources":["deployments"],"verbs":["patch"]}""");
        await ActAsync();

        var held = await practice.SendAsync("POST", $"{Rbac}/namespaces/apps/roles", Role("held", "deployments"));
        var more = await practice.SendAsync("POST", $"{Rbac}/namespaces/apps/roles", Role("more", "daemonsets"));

        held.Code.ShouldBe(201);
        more.Code.ShouldBe(403);
        more.Body.Text("message").ShouldStartWith(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"system:serviceaccount:apps:reader\" (groups=[");
        more.Body.Text("message").ShouldEndWith(
            "not currently held:\n{APIGroups:[\"apps\"], Resources:[\"daemonsets\"], ResourceNames:[\"web\"], Verbs:[\"patch\"]}");
    }

    private static string Role(string name, string resource) =>
        $$"""{"metadata":{"name":"{{name}}"},"rules":[{"apiGroups":["apps"],"resources":["{{resource}}"],"resourceNames":["web"],"verbs":["patch"]}]}""";

    private async Task<bool> MayAsync(string verb, string name)
    {
        var (_, body, _) = await practice.SendAsync("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            $$"""{"spec":{"resourceAttributes":{"namespace":"apps","verb":"{{verb}}","group":"apps","resource":"deployments","name":"{{name}}"} } }""");
        return body.Flag("status", "allowed");
    }

    private async Task GiveAsync(string rules)
    {
        await MakeAsync($"{Rbac}/namespaces/apps/roles", $$"""{"metadata":{"name":"given"},"rules":[{{rules}}]}""");
        await MakeAsync($"{Rbac}/namespaces/apps/rolebindings",
            """{"metadata":{"name":"given"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"given"},"subjects":[{"kind":"ServiceAccount","namespace":"apps","name":"reader"}]}""");
    }

    private async Task ActAsync()
    {
        var answer = await MakeAsync("/api/v1/namespaces/apps/serviceaccounts/reader/token",
            """{"spec":{"expirationSeconds":600,"boundObjectRef":{"apiVersion":"v1","kind":"Secret","name":"hold"}}}""");
        practice.Http.DefaultRequestHeaders.Authorization = new("Bearer", answer.Text("status", "token"));
    }

    private async Task<JsonNode?> MakeAsync(string path, string body)
    {
        var (code, made, _) = await practice.SendAsync("POST", path, body);
        code.ShouldBe(201, made?.ToJsonString());
        return made;
    }
}
