using System.Net;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// Names that lead elsewhere in a URL, or look like another's: nothing is read or written there, the attempt stands in
/// the log, and no session hangs on it.
/// </summary>
[Collection(nameof(Faults))]
[Trait("Seed", "2-10")]
public sealed class StrangeNamesTests(OneKaos kaos) : IClassFixture<OneKaos>, IDisposable
{
    private readonly Service service = new(kaos.Address);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("shop", "..")]
    [InlineData("shop", "web/scale")]
    [InlineData("shop", "../../kube-system/configmaps/x")]
    [InlineData("KUBE-SYSTEM", "x")]
    [InlineData("kube-system ", "x")]
    public async Task Change_OfSuchAName_IsRefusedInItsSession(string place, string name)
    {
        var (status, taken) = await service.PostAsync(
            "/v1/requests", new JsonObject
            {
                ["verb"] = "apply",
                ["kind"] = "configmap",
                ["namespace"] = place,
                ["name"] = name,
                ["parameters"] = new JsonObject { ["manifest"] = """{"kind":"ConfigMap","data":{"a":"b"}}""" },
            }.ToJsonString(), Token);

        status.ShouldBe(HttpStatusCode.Accepted, taken.ToJsonString());
        var (_, ended) = await service.EventAsync(taken["sessionId"]!.GetValue<string>(), "session-ended", Token);
        (ended["outcome"]!.GetValue<string>(), ended["text"]!.GetValue<string>()).ShouldBe(
            ("escalated",
                $"Nothing was written: No object can be called so: ConfigMap/{place}/{name}. Names have the letters a-z, digits, '-' and '.' only. A person has to decide."));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("web/log?container=x")]
    [InlineData("checkout-service\u200b")]
    public async Task Report_OnSuchAName_IsInvestigatedToAnEnd(string name)
    {
        var (_, taken) = await service.PostAsync(
            "/v1/signals", new JsonObject
            {
                ["subject"] = new JsonObject { ["kind"] = "Deployment", ["namespace"] = "shop", ["name"] = name },
                ["symptom"] = "crash-loop",
            }.ToJsonString(), Token);

        await service.EventAsync(taken["sessionId"]!.GetValue<string>(), "diagnosed", Token);
        (await service.GetAsync("/v1/incidents", Token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    public void Dispose() => service.Dispose();
}
