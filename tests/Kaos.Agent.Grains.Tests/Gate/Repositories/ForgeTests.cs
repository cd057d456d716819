using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Tests.Git;
using Kaos.Tests.Tls;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>A branch to a repository over https, with credentials from a file (seed row 0-12).</summary>
[Trait("Seed", "0-12")]
public sealed class ForgeTests
{
    private const string Account = "kaos-bot:glpat-9f8e7d6c5b4a";

    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            spec:
              containers:
                - name: app
                  resources:
                    limits:
                      memory: "512Mi"

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Branch_OverHttpsWithTheAccount_IsPushed_AndTheTokenIsNowhere()
    {
        await using var origin = await Origin.WithAsync(("apps/web.yaml", Web));
        using var authority = new TestCertificates();
        await using var server = await GitServer.StartAsync(origin, authority, Account);
        await using var bench = await StartAsync(origin, server, authority, Account);

        var plan = (await OfferAsync(bench)).Plans.ShouldHaveSingleItem();
        var request = plan.Steps[0].PullRequest.ShouldNotBeNull();
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        (await origin.BranchesAsync()).ShouldBe([request.Branch, "main"]);
        (await origin.FileAsync(request.Branch, "apps/web.yaml")).ShouldContain("768Mi");
        request.Text.ShouldContain(request.IncidentId);
        (await bench.Gate.LookAtBranchAsync(plan, 0, Token)).ShouldBe(StepSighting.Happened);
        server.Asked.ShouldAllBe(one => one.Known);
        server.Asked.ShouldContain(one => one.Path == "/origin.git/git-receive-pack");
        foreach (var told in new[] { PlanText.Of(plan), outcome.Text, request.Remote })
        {
            told.ShouldNotContain("glpat");
        }

        Directory.GetFiles(origin.Copies, "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("glpat", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("kaos-bot:another-token-0001", "does not accept the credentials in")]
    [InlineData(null, "the server wants credentials")]
    public async Task Account_ThatTheServerDoesNotTake_IsSaidWithoutIt(string? account, string why)
    {
        await using var origin = await Origin.WithAsync(("apps/web.yaml", Web));
        using var authority = new TestCertificates();
        await using var server = await GitServer.StartAsync(origin, authority, Account);
        await using var bench = await StartAsync(origin, server, authority, account);

        var left = (await OfferAsync(bench)).NotOffered.ShouldHaveSingleItem().Why;

        left.ShouldContain($"the repository {server.Url} could not be used: git fetch failed: ");
        left.ShouldContain(why);
        left.ShouldNotContain("another-token");
    }

    // The token is taken from the account between the plan and its approval.
    [Fact]
    public async Task Account_ThatIsTakenAwayBeforeThePush_PushesNothing_AndSaysSo()
    {
        await using var origin = await Origin.WithAsync(("apps/web.yaml", Web));
        using var authority = new TestCertificates();
        await using var server = await GitServer.StartAsync(origin, authority, Account);
        await using var bench = await StartAsync(origin, server, authority, Account);
        var plan = (await OfferAsync(bench)).Plans.ShouldHaveSingleItem();

        await File.WriteAllTextAsync(Credentials(origin), "kaos-bot:another-token-0001", Token);
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Token);

        outcome.Result.ShouldBe(StepResult.Refused);
        outcome.Text.ShouldContain(
            "Nothing was pushed: git ls-remote failed: the server does not accept the credentials");
        outcome.Text.ShouldNotContain("another-token");
        (await origin.BranchesAsync()).ShouldBe(["main"]);
    }

    [Fact]
    public async Task Server_WithACertificateOfAnotherAuthority_GetsNoCredentials()
    {
        await using var origin = await Origin.WithAsync(("apps/web.yaml", Web));
        using var authority = new TestCertificates();
        using var other = new TestCertificates();
        await using var server = await GitServer.StartAsync(origin, authority, Account);
        await using var bench = await StartAsync(origin, server, other, Account);

        (await OfferAsync(bench)).NotOffered.ShouldHaveSingleItem().Why.ShouldContain("git fetch failed");

        server.Asked.ShouldBeEmpty();
    }

    private static string Credentials(Origin origin) => Path.Combine(origin.Root, "credentials");

    private static async Task<GateBench> StartAsync(
        Origin origin, GitServer server, TestCertificates trusted, string? account)
    {
        var authorities = Path.Combine(origin.Root, "authorities.pem");
        await File.WriteAllTextAsync(authorities, trusted.AuthorityPem, Token);
        await File.WriteAllTextAsync(Credentials(origin), $"{account}\n", Token);
        return await GateBench.StartAsync(
            [(ScriptedApi.PathOf("Deployment", "web"), Live.ByArgo(Samples.Deployment()))], gitOps: options =>
            {
                options.Folder = origin.Copies;
                options.Repositories.Add(new RepositoryOptions
                {
                    Url = server.Url,
                    AuthorityFile = authorities,
                    CredentialsFile = account is null ? null : Credentials(origin),
                });
            });
    }

    private static Task<Offer> OfferAsync(GateBench bench) => bench.Planner.OfferRequestAsync(
        new PlanScope("shop", "practice", "inc-12ab-34cd"), PullRequestTests.Memory(), Samples.ConfigChange(), Token);
}
