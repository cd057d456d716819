using System.Net;
using System.Text.Json.Nodes;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Host.Tests.Acting;

/// <summary>
/// SIGKILL between the making and the removing of a debug pod's Job, under a broker: the Job goes, its program ran
/// once, and how it ended is said as it was.
/// </summary>
[Collection(nameof(EndToEnd))]
[Trait("Seed", "1-14")]
public sealed class DebugKillTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/shop/jobs";
    private const string Making = $"POST {Jobs}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kaos_KilledWhileTheProgramRuns_GoesOnWithItsJobAndRemovesIt()
    {
        await using var cluster = await ReadyAsync("sleep 60", speed: 10);
        var (session, job) = await DieAsync(cluster, "sleep 60");

        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(kaos.Address);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", ended.ToJsonString());
        (await service.NarrationAsync(session, Token)).ShouldContain("ended with exit code 0");
        cluster.Wire.Taken.ShouldBe([Making, $"DELETE {Jobs}/{job}"]);
        (await JobsAsync(cluster)).ShouldBeEmpty();
        await cluster.NoGrantLeftAsync();
    }

    // The cluster has removed the Job by itself meanwhile: whether its program ran to its end nobody can say.
    [Fact]
    public async Task Kaos_DeadUntilTheClusterRemovedTheJob_SaysThatTheEndIsUnknownAndRunsNothingAgain()
    {
        await using var cluster = await ReadyAsync("sleep 5", speed: 30);
        var (session, _) = await DieAsync(cluster, "sleep 5");
        await cluster.Bench.UntilAsync(async () => (await JobsAsync(cluster)).Count == 0);

        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(kaos.Address);
        var ended = (await service.EventAsync(session, "session-ended", Token)).Event;

        ended["outcome"]!.GetValue<string>().ShouldBe("escalated", await service.NarrationAsync(session, Token));
        var failed = (await service.EventAsync(session, "step-failed", Token)).Event;
        failed["outcomeUnknown"]!.GetValue<bool>().ShouldBeTrue(failed.ToJsonString());
        cluster.Wire.Taken.ShouldBe([Making]);
        await cluster.NoGrantLeftAsync();
    }

    // The API server could not be reached when it was to be removed, so it is there after the session's end.
    [Fact]
    public async Task Job_ThatNoRunningStepOwns_IsSweptAtTheStartWithTheRightOfItsPlan()
    {
        await using var cluster = await ReadyAsync("sleep 60", speed: 10);
        var (session, job) = await DieAsync(cluster, "sleep 60");
        var left = (await cluster.Bench.ClusterAsync("GET", $"{Jobs}/{job}", null)).Body!;
        await using (var second = await cluster.StartKaosAsync(Maturity.Approve, Token))
        {
            using var service = new Faults.Service(second.Address);
            await service.EventAsync(session, "session-ended", Token);
            await cluster.NoGrantLeftAsync();
        }

        await MakeAgainAsync(cluster, left, job);
        await MakeAgainAsync(cluster, left, "somebody-elses");
        await using var kaos = await cluster.StartKaosAsync(Maturity.Approve, Token);
        await kaos.SaidAsync($"Job/shop/{job} of a debug step was left over and is removed", Token);

        (await JobsAsync(cluster)).ShouldBe(["somebody-elses"]);
        await cluster.NoGrantLeftAsync();
    }

    private static async Task<BrokeredCluster> ReadyAsync(string command, double speed)
    {
        var cluster = await BrokeredCluster.StartAsync(speed, Token);
        await EarnedClass.RaiseAsync(cluster, Request(command), Token);
        await cluster.StartBrokerAsync(Token);
        return cluster;
    }

    /// <summary>The session that a KAOS which is dead now has begun, and the Job that it has made.</summary>
    private static async Task<(string Session, string Job)> DieAsync(BrokeredCluster cluster, string command)
    {
        await using var doomed = await cluster.StartKaosAsync(Maturity.Approve, Token);
        using var service = new Faults.Service(doomed.Address);
        var session = await EarnedClass.AskAsync(service, Request(command), Token);
        await service.EventAsync(session, "choices-offered", Token);
        (await service.ChooseAsync(session, "debug-pod", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        await cluster.Bench.UntilAsync(async () => (await JobsAsync(cluster)).Count == 1);
        await doomed.KillAsync();
        return (session, (await JobsAsync(cluster)).Single());
    }

    // The cluster's clock runs ten times faster than a busy machine: time enough for both.
    private static string Request(string command) => $$"""
        { "verb": "debug", "namespace": "shop", "parameters": { "command": "{{command}}", "timeout": "300" } }
        """;

    private static async Task<List<string>> JobsAsync(BrokeredCluster cluster)
    {
        var (_, list) = await cluster.Bench.ClusterAsync("GET", Jobs, null);
        return [.. list!["items"]!.AsArray().Select(job => job!["metadata"]!["name"]!.GetValue<string>())];
    }

    private static async Task MakeAgainAsync(BrokeredCluster cluster, JsonNode job, string name)
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = job["metadata"]!["labels"]!.DeepClone() },
            ["spec"] = job["spec"]!.DeepClone(),
        };
        ((JsonObject)body["spec"]!["template"]!["metadata"]!["labels"]!).Remove("controller-uid");
        (await cluster.Bench.ClusterAsync("POST", Jobs, null, body.ToJsonString())).Code.ShouldBe(201);
    }
}
