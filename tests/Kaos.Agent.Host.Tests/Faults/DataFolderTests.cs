using System.Diagnostics;
using System.Net;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// A disk that takes no more: not ready, with the reason; nothing acknowledged is lost; goes on by itself.
/// </summary>
[Collection(nameof(Faults))]
public sealed class DataFolderTests
{
    private const string Trouble =
        """{"subject":{"kind":"Deployment","namespace":"shop","name":"cart"},"symptom":"oom-killed","text":"it dies"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_ThatIsFull_IsSaid_LosesNothing_AndIsUsedAgainWhenThereIsRoom()
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/prlimit"), "prlimit (util-linux) is not installed; no full disk can be played.");
        await using var cluster = await RealCluster.StartAsync("checkout-service", 10, Token);
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);
        await kaos.SaidAsync("was handed over", Token);
        var session = await service.SessionAsync(Token);
        await service.EventAsync(session, "choices-offered", Token);
        var before = await EventsAsync(service, session);

        await LimitAsync(kaos.Pid, "1");
        var (status, problem) = await service.PostAsync("/v1/signals", Trouble, Token);
        var (choice, _) = await service.ChooseAsync(session, "rollback-config", Token);
        var (ready, why) = await service.GetAsync("/readyz", Token);
        var during = await EventsAsync(service, session);

        (status, problem["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.ServiceUnavailable, "unavailable"));
        problem["detail"]!.GetValue<string>().ShouldContain(cluster.Data);
        choice.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.ShouldBe(HttpStatusCode.ServiceUnavailable);
        why["checks"]!.AsArray().Single(check =>
            check!["name"]!.GetValue<string>() == "log")!["why"]!.GetValue<string>().ShouldContain(cluster.Data);
        during.ShouldBe(before);

        await LimitAsync(kaos.Pid, "unlimited");
        await service.UntilAsync("/readyz", answer => answer["status"]!.GetValue<string>() == "ready", Token);
        (await service.PostAsync("/v1/signals", Trouble, Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await service.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await EventsAsync(service, session)).ShouldStartWith(before[..^1]);
    }

    [Fact]
    public async Task Folder_ThatCannotBeWritten_IsNotReadyWithTheReason()
    {
        Assert.SkipUnless(
            Directory.Exists("/proc/self"), "There is no /proc, the one folder that not even root can write to.");
        await using var cluster = await RealCluster.StartAsync("healthy", 10, Token);
        cluster.Data = "/proc/kaos";
        await using var kaos = await cluster.StartKaosAsync(Token);
        using var service = new Service(kaos.Address);

        var (ready, why) = await service.GetAsync("/readyz", Token);
        var (status, problem) = await service.PostAsync("/v1/signals", Trouble, Token);
        var (listed, list) = await service.GetAsync("/v1/incidents", Token);

        ready.ShouldBe(HttpStatusCode.ServiceUnavailable);
        why.ToJsonString().ShouldContain("/proc/kaos");
        (status, problem["code"]!.GetValue<string>())
            .ShouldBe((HttpStatusCode.ServiceUnavailable, "unavailable"), problem.ToJsonString());
        problem["detail"]!.GetValue<string>().ShouldContain("/proc/kaos");
        listed.ShouldBe(HttpStatusCode.ServiceUnavailable, list.ToJsonString());
    }

    private static async Task<string> EventsAsync(Service service, string session) =>
        (await service.GetAsync($"/v1/sessions/{session}/events", Token)).Body["items"]!.ToJsonString();

    private static async Task LimitAsync(int pid, string bytes)
    {
        // The soft limit alone, so that it can be lifted again without rights.
        using var prlimit = Process.Start(
            new ProcessStartInfo("/usr/bin/prlimit", ["--pid", $"{pid}", $"--fsize={bytes}:"])).ShouldNotBeNull();
        await prlimit.WaitForExitAsync(Token);
        prlimit.ExitCode.ShouldBe(0);
    }
}
