using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// KAOS gets SIGKILL at each event of a workflow's whole way, one after the other, and is started again: the same end
/// as undisturbed, each write once, and no permission left.
/// </summary>
[Collection(nameof(Faults))]
public sealed class EveryEventTests(ITestOutputHelper output)
{
    private const double Speed = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("checkout-service", null, "rollback-config", null)]
    [InlineData("checkout-service", null, "rollback-config", null, true)]
    [InlineData("payment-gateway", "The payment-gateway feels sluggish, customers see timeouts.", "scale-statefulset",
        null)]
    [InlineData("selector-mismatch", null, "fix-service-selector", null)]
    [InlineData("image-pull", null, "rollback-revision", null)]
    [InlineData("unschedulable", null, "lower-cpu-request", null)]
    [InlineData("checkout-service", null, "rollback-config", 2)]
    public async Task Workflow_KilledAtEveryEvent_EndsAsUndisturbed_WithEachWriteOnce(
        string scenario, string? sentence, string option, int? refusedWrite, bool fails = false)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("KAOS_TEST_EVERY_EVENT") == "1",
            "Takes an hour: set KAOS_TEST_EVERY_EVENT=1.");
        var whole = await RunAsync(scenario, sentence, option, refusedWrite, fails, killAt: null);
        output.WriteLine(
            $"{scenario}/{option}: {whole.Events} events, {whole.Outcome}, {string.Join(", ", whole.Taken)}");
        whole.Outcome.ShouldBe(refusedWrite is null && !fails ? "resolved" : "rolled-back");
        whole.Events.ShouldBeGreaterThan(15);

        List<string> wrong = [];
        for (var killAt = 1; killAt <= whole.Events; killAt++)
        {
            var killed = await RunAsync(
                scenario, sentence, option, refusedWrite, fails, killAt.ToString(CultureInfo.InvariantCulture));
            if (killed.Outcome != whole.Outcome || !killed.Taken.SequenceEqual(whole.Taken) || killed.Granted > 0)
            {
                wrong.Add($"{scenario}/{option} killed at {killAt}: {killed.Outcome}, {string.Join(", ", killed.Taken)}, {killed.Granted} permissions left: {killed.Text}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    // In the usual run, too: SIGKILL as soon as it is on record that what did not help is undone.
    [Fact]
    public async Task Undo_KilledAsItBegins_IsDoneOnce()
    {
        var end = await RunAsync(
            "checkout-service", null, "rollback-config", refusedWrite: null, fails: true, killAt: "undo-started");

        const string map = "PATCH /api/v1/namespaces/shop/configmaps/checkout-config";
        const string deployment = "PATCH /apis/apps/v1/namespaces/shop/deployments/checkout-service";
        end.Outcome.ShouldBe("rolled-back", end.Text);
        end.Taken.ShouldBe([map, deployment, map, deployment]);
        end.Granted.ShouldBe(0);
    }

    private static async Task<End> RunAsync(
        string scenario, string? sentence, string option, int? refusedWrite, bool fails, string? killAt)
    {
        await using var cluster = await RealCluster.StartAsync(scenario, Speed, Token);
        cluster.Wire.Fault = refusedWrite is { } write ? new(write, WireFaultKind.Forbidden) : null;
        var meanwhile = fails ? cluster : null;
        if (killAt is not null)
        {
            await using var doomed = await cluster.StartAsPracticeAsync(killAt, Token);
            await GoOnAsync(doomed, sentence, option, meanwhile);
            await doomed.DeadAsync($"event {killAt}", Token);
        }

        await using var kaos = await cluster.StartAsPracticeAsync(killAt: null, Token);
        var (session, ended) = await GoOnAsync(kaos, sentence, option, meanwhile)
            ?? throw new InvalidOperationException($"KAOS died by itself:\n{kaos.Log}");
        using var service = new Service(kaos.Address);
        var events = (await service.GetAsync($"/v1/sessions/{session}", Token)).Body["version"]!.GetValue<int>();
        var grants = (await service.GetAsync("/v1/grants?state=taken", Token)).Body["items"]!.AsArray();
        return new End(
            events, ended["outcome"]!.GetValue<string>(), ended["text"]!.GetValue<string>(), [.. cluster.Wire.Taken],
            grants.Count);
    }

    /// <summary>Chooses when there is something to choose, until the session ends; null: KAOS died.</summary>
    private static async Task<(string Session, JsonNode Ended)?> GoOnAsync(
        KaosProcess kaos, string? sentence, string option, RealCluster? meanwhile)
    {
        using var service = new Service(kaos.Address);
        using var stuck = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stuck.CancelAfter(Patience);
        try
        {
            if (sentence is not null)
            {
                await service.PostAsync(
                    "/v1/signals", $$"""{"text":"{{sentence}}","messageId":"said-once"}""", stuck.Token);
            }

            await service.UntilAsync(
                "/v1/incidents", body =>
                    body["items"]!.AsArray() is [{ } first, ..] && first["sessionId"] is not null, stuck.Token);
            var session = await service.SessionAsync(stuck.Token);
            await service.UntilAsync($"/v1/sessions/{session}", body => body["state"] is not null, stuck.Token);
            var (seq, _) = await service.EventAsync(session, "choices-offered", stuck.Token);
            var (status, _) = await service.ChooseAsync(session, option, stuck.Token);

            // Chosen already, before the kill.
            status.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.Conflict);
            if (meanwhile is not null)
            {
                await service.EventAsync(session, "watch-started", stuck.Token, seq);
                await TakeMemoryAsync(meanwhile);
            }

            return (session, (await service.EventAsync(session, "session-ended", stuck.Token, seq)).Event);
        }
        catch (Exception died) when (died is HttpRequestException or IOException or InvalidOperationException)
        {
            return null;
        }
        catch (OperationCanceledException late) when (!Token.IsCancellationRequested)
        {
            throw new TimeoutException($"The session did not end within {Patience}:\n{kaos.Log}", late);
        }
    }

    // Somebody else takes the memory away while KAOS watches: it is killed again. Repeated, it changes nothing.
    private static async Task TakeMemoryAsync(RealCluster cluster)
    {
        using var http = new HttpClient();
        using var body = new StringContent(
            """{"spec":{"template":{"spec":{"containers":[{"name":"checkout-service","resources":{"requests":{"memory":"100Mi"},"limits":{"memory":"100Mi"}}}]}}}}""",
            Encoding.UTF8, "application/strategic-merge-patch+json");
        using var answer = await http.PatchAsync(
            new Uri(cluster.Direct, "/apis/apps/v1/namespaces/shop/deployments/checkout-service?fieldManager=somebody"),
            body, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private sealed record End(int Events, string Outcome, string Text, string[] Taken, int Granted);
}
