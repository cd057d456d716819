using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kaos.Tests.Git;
using RestCaller = Kaos.Agent.Host.Tests.Faults.Service;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// A change of an object that Argo CD keeps: KAOS in a process of its own pushes a branch to a real repository, and
/// says honestly how it went on (seed rows 0-12, 0-16).
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class PullRequestTests
{
    private const string Deployment = "/apis/apps/v1/namespaces/apps/deployments/gateway";

    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: gateway
        spec:
          template:
            spec:
              containers:
                - name: gateway
                  image: registry.example.com/apps/gateway:1.8.0
                  resources:
                    limits:
                      memory: 256Mi   # measured in June

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Branch_ThatIsMergedAndApplied_IsSeenVerifiedAndClosed()
    {
        await using var origin = await Origin.WithAsync(("apps/gateway.yaml", Manifest));
        using var folder = new PracticeFolder();
        await using var kaos = await StartAsync(folder, origin, "00:30:00");
        await TrackAsync(folder);
        using var service = new RestCaller(kaos.Address);

        var session = await AskAsync(service);
        var (_, offered) = await service.EventAsync(session, "choices-offered", Token);
        var request = offered["plans"]![0]!["steps"]![0]!["pullRequest"]!;
        var branch = request["branch"]!.GetValue<string>();
        offered["plans"]![0]!["diff"]!.GetValue<string>().ShouldContain(
            "-              memory: 256Mi   # measured in June\n+              memory: 384Mi   # measured in June\n");
        branch.ShouldStartWith($"kaos/{request["incidentId"]!.GetValue<string>()}-");
        (await origin.BranchesAsync()).ShouldBe(["main"]);

        (await service.ChooseAsync(session, "patch-resources", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        await service.EventAsync(session, "watch-started", Token);
        (await origin.BranchesAsync()).ShouldBe([branch, "main"], ignoreOrder: true);
        (await MemoryAsync(folder)).ShouldBe("256Mi");
        (await service.NarrationAsync(session, Token))
            .ShouldContain($"Branch {branch} is at {origin.Url}. Review it and merge it into main");

        await origin.MergeAsync(branch);
        await PatchAsync(folder,
            """{"spec":{"template":{"spec":{"containers":[{"name":"gateway","resources":{"limits":{"memory":"384Mi"}}}]}}}}""");
        var (_, ended) = await service.EventAsync(session, "session-ended", Token);

        ended["outcome"]!.GetValue<string>().ShouldBe("resolved", kaos.Log);
        (await origin.FileAsync("main", "apps/gateway.yaml")).ShouldBe(Manifest.Replace("256Mi", "384Mi"));
    }

    [Fact]
    public async Task Branch_OfAKaosThatIsKilledAgainAndAgain_IsPushedOnce_AndHandedOverWhenNobodyMergesIt()
    {
        await using var origin = await Origin.WithAsync(("apps/gateway.yaml", Manifest));
        using var folder = new PracticeFolder();
        string session;
        await using (var kaos = await StartAsync(folder, origin, "00:02:00"))
        {
            await TrackAsync(folder);
            using var service = new RestCaller(kaos.Address);
            session = await AskAsync(service);
            await service.EventAsync(session, "choices-offered", Token);
        }

        await using (var doomed = await StartAsync(folder, origin, "00:02:00", "step-intended"))
        {
            using var service = new RestCaller(doomed.Address);
            await service.ChooseAsync(session, "patch-resources", Token);
            await doomed.DeadAsync("step-intended", Token);
        }

        foreach (var kind in new[] { "step-written", "step-completed", "watch-started" })
        {
            await using var doomed = await StartAsync(folder, origin, "00:02:00", kind);
            await doomed.DeadAsync(kind, Token);
        }

        await using var last = await StartAsync(folder, origin, "00:02:00");
        using var caller = new RestCaller(last.Address);
        var (_, ended) = await caller.EventAsync(session, "session-ended", Token);

        ended["outcome"]!.GetValue<string>().ShouldBe("handed-over", last.Log);
        ended["text"]!.GetValue<string>().ShouldContain("waits at file:");
        var branch = (await origin.BranchesAsync()).Single(name => name != "main");
        (await origin.BareAsync("rev-list", "--count", $"main..{branch}")).Trim().ShouldBe("1");
        (await MemoryAsync(folder)).ShouldBe("256Mi");
    }

    private static Task<KaosProcess> StartAsync(
        PracticeFolder folder, Origin origin, string awaitMerge, string? killAt = null) => KaosProcess.StartAsync(
        [
            "--Cluster=practice", "--Practice:Scenario=healthy", "--Practice:Speed=30", $"--Data:Path={folder.Path}",
            "--Driver:StepDeadline=00:00:02",
            $"--Driver:AwaitMerge={awaitMerge}", $"--GitOps:Repositories:0:Url={origin.Url}",
            "--GitOps:Repositories:0:Folder={app}",
        ],
        killAt is null ? [] : new() { ["KAOS_TEST_KILL_AT"] = killAt },
        Token,
        killAt is null ? null : "Kaos.Agent.MortalHost.dll");

    // What Argo CD leaves on an object that it keeps.
    private static Task TrackAsync(PracticeFolder folder) => PatchAsync(
        folder,
        """{"metadata":{"annotations":{"argocd.argoproj.io/tracking-id":"apps:apps/Deployment:apps/gateway"}}}""");

    private static async Task<string> AskAsync(RestCaller service)
    {
        var (status, taken) = await service.PostAsync(
            "/v1/requests",
            """{ "verb": "set-resources", "kind": "deploy", "name": "gateway", "parameters": { "container": "gateway", "memoryLimit": "384Mi" } }""",
            Token);
        status.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Accepted], taken.ToJsonString());
        return taken["sessionId"]!.GetValue<string>();
    }

    private static async Task<string?> MemoryAsync(PracticeFolder folder) =>
        JsonNode.Parse(
            (await folder.GetAsync(Deployment, Token))
                .GetRawText())!["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"]!.GetValue<string>();

    private static async Task PatchAsync(PracticeFolder folder, string patch)
    {
        using var http = new HttpClient();
        using var body = new StringContent(patch, Encoding.UTF8, "application/strategic-merge-patch+json");
        using var answer = await http.PatchAsync(
            new Uri(folder.Cluster, $"{Deployment}?fieldManager=argocd-controller"), body, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
    }
}
