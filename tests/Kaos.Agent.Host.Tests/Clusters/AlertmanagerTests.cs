using System.Net;
using System.Text;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Notify;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Agent.Host.Tests.Clusters;

/// <summary>Alertmanager as it is, both ways: what KAOS raises there, and what it reads there.</summary>
public sealed class AlertmanagerTests
{
    private static readonly DateTimeOffset At = TimeProvider.System.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_ThatFire_AreReadWithTheirLabelsAndThoseThatAreOverAreNot()
    {
        await using var alertmanager = await AlertmanagerProcess.StartAsync(Token);
        await PostAsync(alertmanager, $$"""
            [{ "labels": { "alertname": "WebDown", "namespace": "shop", "deployment": "web" }, "startsAt": "{{At.AddMinutes(-5):O}}", "endsAt": "{{At.AddHours(1):O}}" },
             { "labels": { "alertname": "Past", "namespace": "shop", "deployment": "web" }, "startsAt": "{{At.AddMinutes(-5):O}}", "endsAt": "{{At.AddMinutes(-1):O}}" }]
            """);

        var file = await ReadAsync(alertmanager.Address);

        file.World.NotRead.ShouldBeEmpty();
        var alert = file.World.Alerts.ShouldHaveSingleItem();
        (alert.Labels["alertname"], alert.Labels["deployment"], alert.EndsAt).ShouldBe(("WebDown", "web", null));
    }

    [Fact]
    public async Task Notice_InItsFormat_IsAnAlertThereWithItsSource()
    {
        await using var alertmanager = await AlertmanagerProcess.StartAsync(Token);
        var signal = new Signal(
            "sig-1", "shop", "prod", new ObjectRef("Deployment", "shop", "web"), SymptomCodes.Other, Severity.Critical,
            "alert", "x", At, "web is down");
        var notice = new Notice(
            "ses-1/7", Notice.NotAllowed, "ses-1", signal, "inc-1", null, "KAOS may not do this.", "Do it by hand.",
            At);

        await PostAsync(alertmanager, Encoding.UTF8.GetString(NoticeBody.Write(notice, NoticeBody.Alertmanager)));

        var alert = (await ReadAsync(alertmanager.Address)).World.Alerts.ShouldHaveSingleItem();
        (alert.Labels["alertname"], alert.Labels["source"], alert.Labels["object"])
            .ShouldBe(("KaosNotAllowed", "kaos", "Deployment/web"));
    }

    [Fact]
    public async Task Alerts_OfAnAddressWhereNobodyAnswers_AreNotRead() =>
        (await ReadAsync(new Uri("http://127.0.0.1:1/"))).World.NotRead.ShouldHaveSingleItem().What.ShouldBe("alerts");

    private static async Task<CaseFile> ReadAsync(Uri address)
    {
        using var http = new HttpClient();
        using var client = new KubernetesClient(
            new ClusterConnection { Name = "prod", Server = new Uri("http://127.0.0.1:1") },
            new KubernetesClientOptions(), TimeProvider.System);
        var cluster = new LiveCluster(
            client, new ClusterCache(client, new InformerOptions(), TimeProvider.System), new InMemoryBlobs(), http,
            new LiveClusterOptions { AlertmanagerUrl = address }, TimeProvider.System,
            NullLogger<LiveCluster>.Instance);

        return await cluster.ReadAsync(
            new CaseFile { World = cluster.Look() with { NotRead = [] } }, [new ReadRequest.Alerts()], Token);
    }

    private static async Task PostAsync(AlertmanagerProcess alertmanager, string json)
    {
        using var http = new HttpClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(alertmanager.Address, "api/v2/alerts"), content, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }
}
