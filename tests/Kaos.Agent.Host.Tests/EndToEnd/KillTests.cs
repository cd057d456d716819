using System.Globalization;
using System.Text.Json;
using Kaos.A2A;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// KAOS (not the cluster) gets SIGKILL in the middle of the roll-back dialogue and is started again: the same end, and
/// each write on the cluster done once.
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class KillTests
{
    private const string Deployment = "/apis/apps/v1/namespaces/shop/deployments/checkout-service";
    private const string ConfigMaps = "/api/v1/namespaces/shop/configmaps";

    // In the order in which they happen, so that each is still to come when its turn to kill is.
    private static readonly string[] BeforeAnybodySpeaks =
        ["session-opened", "driver-started", "narrated", "evidence-found", "diagnosed", "choices-offered"];

    private static readonly string[] InConversation =
    [
        "task-attached", "option-chosen", "gate-judged", "grant-taken", "step-intended", "step-written",
        "step-completed", "progressed", "watch-started", "verified", "session-ended",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dialogue_KilledAtEveryKindOfEvent_EndsTheSameWithEachWriteOnce()
    {
        using var folder = new PracticeFolder();
        foreach (var kind in BeforeAnybodySpeaks)
        {
            await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 20, Token, kind);
            await kaos.DeadAsync(kind, Token);
        }

        var before = await BaselineAsync(folder);
        foreach (var kind in InConversation)
        {
            await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 20, Token, kind);
            await ConverseAsync(kaos);
            await kaos.DeadAsync(kind, Token);
        }

        await ShouldEndWellAsync(folder, before);
    }

    /// <summary>
    /// The whole conversation from its beginning; the same messages again are the same conversation. False: KAOS died.
    /// </summary>
    private static async Task<bool> ConverseAsync(KaosProcess kaos)
    {
        using var http = new HttpClient();
        try
        {
            await kaos.SaidAsync("KAOS at http", Token);
            var caller = await Caller.ConnectAsync(http, kaos.Address, "killed", Token);
            await caller.SayAsync("What's going on with checkout-service in prod-us-east?", Token);
            if (caller.State == TaskState.InputRequired)
            {
                await caller.SayAsync("Go with rollback-config", Token);
            }
            else if (caller.State == TaskState.Working)
            {
                await caller.FollowAsync(Token);
            }

            return caller.State == TaskState.Completed;
        }
        catch (Exception died) when (died is HttpRequestException or IOException or A2AException)
        {
            return false;
        }
    }

    private static async Task ShouldEndWellAsync(
        PracticeFolder folder, (string ConfigMapVersion, string Generation) before)
    {
        await using var kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 20, Token);
        await ConverseAsync(kaos);
        using var http = new HttpClient();
        var incidents = await http.GetStringAsync(new Uri(kaos.Address, "/v1/incidents"), Token);
        incidents.ShouldContain("\"state\":\"resolved\"", customMessage: kaos.Log);

        var map = await folder.GetAsync($"{ConfigMaps}/checkout-config", Token);
        map.GetProperty("metadata").GetProperty("annotations").GetProperty("config.example.com/revision").GetString()
            .ShouldBe("v42");
        (await WritesSinceAsync(folder, before.ConfigMapVersion)).ShouldBe(1);
        var after = (await folder.GetAsync(Deployment, Token)).GetProperty("metadata").GetProperty("generation")
            .GetInt64();
        after.ShouldBe(long.Parse(before.Generation, CultureInfo.InvariantCulture) + 1);
    }

    private static async Task<(string ConfigMapVersion, string Generation)> BaselineAsync(PracticeFolder folder) =>
    (
        (await folder.GetAsync(ConfigMaps, Token)).GetProperty("metadata").GetProperty("resourceVersion").GetString()!,
        (await folder.GetAsync(Deployment, Token)).GetProperty("metadata").GetProperty("generation").GetRawText()
    );

    private static async Task<int> WritesSinceAsync(PracticeFolder folder, string version)
    {
        using var http = new HttpClient();
        var watch = await http.GetStringAsync(
            new Uri(folder.Cluster,
                $"{ConfigMaps}?watch=1&fieldSelector=metadata.name%3Dcheckout-config&resourceVersion={version}&timeoutSeconds=1"),
            Token);

        return watch.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString() == "MODIFIED");
    }
}
