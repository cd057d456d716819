using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Informers;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using Kaos.Kubernetes.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Kaos.Kubernetes.Tests.Informers;

public sealed class CustomPollTests
{
    private const string Groups = """
        {"kind":"APIGroupDiscoveryList","items":[
          {"metadata":{"name":"argoproj.io"},"versions":[{"version":"v1alpha1","resources":[
            {"resource":"applications","responseKind":{"kind":"Application"},"scope":"Namespaced"},
            {"resource":"workflows","responseKind":{"kind":"Workflow"},"scope":"Namespaced"}]}]},
          {"metadata":{"name":"apiregistration.k8s.io"},"versions":[{"version":"v1","resources":[
            {"resource":"apiservices","responseKind":{"kind":"APIService"},"scope":"Cluster"}]}]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_KindsOnServer_AreListedAndOnlyThose()
    {
        await using var server = await TestServer.StartAsync((context, sent) =>
            AnswerAsync(context, sent, secondCode: 200));
        using var client = server.Client();

        var world = await LookAsync(client);

        world.NotRead.ShouldBeEmpty();
        var app = world.Objects.Find("Application", "argocd", "shop").ShouldBeOfType<CustomResource>();
        app.Group.ShouldBe("argoproj.io");
        app.Spec.Text("destination", "namespace").ShouldBe("shop");
        app.Conditions.ShouldHaveSingleItem().Message.ShouldBe("cannot reach the repository");
        var service = world.Objects.Find("APIService", "", "v1.shop").ShouldBeOfType<CustomResource>();
        service.ApiVersion.ShouldBe("apiregistration.k8s.io/v1");
        service.Spec.Text("groupPriorityMinimum").ShouldBe("100");
        server.Requests.ShouldNotContain(sent => sent.Path.Contains("workflows"));
    }

    [Fact]
    public async Task Run_KindForbidden_IsToldAndTheOthersAreRead()
    {
        await using var server = await TestServer.StartAsync((context, sent) =>
            AnswerAsync(context, sent, secondCode: 403));
        using var client = server.Client();

        var world = await LookAsync(client);

        world.NotRead.ShouldHaveSingleItem().What.ShouldBe("apiservices");
        world.Objects.CustomResources.ShouldHaveSingleItem().Kind.ShouldBe("Application");
    }

    private static async Task<ClusterSnapshot> LookAsync(KubernetesClient client)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cache = new ClusterCache(
            client, new InformerOptions { Kinds = [], CustomPoll = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        var running = cache.RunAsync(stop.Token);
        await cache.WaitForFirstReadAsync(Token);
        var snapshot = cache.Snapshot();
        await stop.CancelAsync();
        await running;
        return snapshot;
    }

    private static Task AnswerAsync(HttpContext context, SentRequest sent, int secondCode)
    {
        var (code, text) = sent.Path switch
        {
            "/api" => (200, """{"kind":"APIGroupDiscoveryList","items":[]}"""),
            "/apis" => (200, Groups),
            "/apis/argoproj.io/v1alpha1/applications" => (200, """
                {"kind":"ApplicationList","apiVersion":"argoproj.io/v1alpha1","metadata":{"resourceVersion":"7"},"items":[
                  {"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"shop","namespace":"argocd"},
                   "spec":{"destination":{"namespace":"shop"}},
                   "status":{"conditions":[{"type":"ComparisonError","message":"cannot reach the repository"}, 4]}}]}
                """),
            "/apis/apiregistration.k8s.io/v1/apiservices" => (secondCode, secondCode == 200
                ? """{"kind":"APIServiceList","metadata":{},"items":[{"metadata":{"name":"v1.shop"},"spec":{"groupPriorityMinimum":100}}]}"""
                : """{"kind":"Status","status":"Failure","reason":"Forbidden","message":"no","code":403}"""),
            _ => (404, "{}"),
        };
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text);
    }
}
