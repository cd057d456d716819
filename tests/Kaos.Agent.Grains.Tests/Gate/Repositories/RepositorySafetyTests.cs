using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Repositories;
using Kaos.Contracts.Plans;
using Kaos.Tests.Git;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>
/// What a hostile repository, cluster or setting gets out of a pull request: nothing (seed row 0-16).
/// </summary>
[Trait("Seed", "0-16")]
public sealed class RepositorySafetyTests
{
    private const string Token = "s3cr3t-t0ken-of-the-bot";

    private const string Settings = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web-config
        data:
          cache: "eviction=none"
          mode: fast

        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("inc-12ab-34cd", "kaos/inc-12ab-34cd-")]
    [InlineData("--upload-pack=touch /tmp/x", "kaos/upload-pack-touch-tmp-x-")]
    [InlineData("../../main", "kaos/main-")]
    [InlineData("a..b@{1}~^:*?[\\", "kaos/a-b-1-")]
    [InlineData("INC\n\u0000refs/heads/main", "kaos/inc-refs-heads-main-")]
    [InlineData("", "kaos/change-")]
    public void BranchName_OfAnyIncident_IsOneOfOurs(string incident, string start)
    {
        var branch = RefName.Of(incident, "change");

        branch.ShouldStartWith(start);
        RefName.IsOurs(branch).ShouldBeTrue();
        RefName.Of(incident, "change").ShouldBe(branch);
        RefName.Of(incident, "another").ShouldNotBe(branch);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("kaos/../main")]
    [InlineData("kaos/x\n")]
    [InlineData("kaos/--x:refs/heads/main")]
    [InlineData("refs/heads/kaos/x")]
    public void BranchName_ThatIsNotOurs_IsKnown(string branch) => RefName.IsOurs(branch).ShouldBeFalse();

    [Theory]
    [InlineData("../x.yaml")]
    [InlineData("a/../../x.yaml")]
    [InlineData("/etc/x.yaml")]
    [InlineData(".git/config.yaml")]
    [InlineData("a/.GIT/hooks.yaml")]
    [InlineData("-x.yaml")]
    [InlineData("a\\..\\x.yaml")]
    [InlineData("a\nb.yaml")]
    public void Path_OutOfTheRepository_IsNone(string path) => RefName.IsPath(path).ShouldBeFalse();

    [Theory]
    [InlineData("ext::sh -c touch% /tmp/x", "main", "", "Url")]
    [InlineData("http://git.example.invalid/a.git", "main", "", "Url")]
    [InlineData("git://git.example.invalid/a.git", "main", "", "Url")]
    [InlineData("--upload-pack=touch /tmp/x", "main", "", "Url")]
    [InlineData("https://bot:token@git.example.invalid/a.git", "main", "", "credentials")]
    [InlineData("https://git.example.invalid/a.git", "--force", "", "Branch")]
    [InlineData("https://git.example.invalid/a.git", "main:other", "", "Branch")]
    [InlineData("https://git.example.invalid/a.git", "main", "../other", "Folder")]
    public void Settings_ThatCouldDoMoreThanTheySay_AreRefusedAtStart(
        string url, string branch, string folder, string told)
    {
        var options =
            new GitOpsOptions { Repositories = { new RepositoryOptions { Url = url, Branch = branch, Folder = folder } } };

        var result = new GitOpsOptionsValidator().Validate(null, options);

        result.Failed.ShouldBeTrue();
        result.FailureMessage.ShouldNotBeNull().ShouldContain(told);
        result.FailureMessage.ShouldNotContain("bot:token");
    }

    [Theory]
    [InlineData("https://git.example.invalid/team/deploy.git", "main", "")]
    [InlineData("ssh://git@git.example.invalid:2222/team/deploy.git", "release/2026", "clusters/{namespace}/{app}")]
    [InlineData("file:///srv/deploy.git", "main", "apps/")]
    public void Settings_AsTheyShouldBe_AreTaken(
        string url, string branch, string folder) => new GitOpsOptionsValidator().Validate(
        null, new GitOpsOptions { Repositories = { new RepositoryOptions { Url = url, Branch = branch, Folder = folder } } }).Succeeded.ShouldBeTrue();

    [Fact]
    public async Task Application_NamedLikeAPath_FindsNoWayOut()
    {
        await using var origin = await Origin.WithAsync(("apps/config.yaml", Settings));
        await using var bench = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("ConfigMap", "web-config"), Live.ByArgo(Config(), "../../../etc"))], gitOps: options =>
                origin.Use(options, "apps/{app}"));

        (await PullRequestTests.WhyAsync(bench, Mode("slow"))).ShouldContain("is no plain path");
    }

    [Fact]
    public async Task Link_InTheRepository_IsNotFollowed()
    {
        await using var origin = await Origin.WithAsync(("README.md", "shop"));
        var outside = Path.Combine(origin.Root, "outside.yaml");
        await File.WriteAllTextAsync(outside, Settings, Stop);
        await origin.LinkAsync("config.yaml", outside);
        await using var bench = await PullRequestTests.StartAsync(origin, Live.ByArgo(Config()));

        (await PullRequestTests.WhyAsync(bench, Mode("slow")))
            .ShouldContain("no manifest of ConfigMap/shop/web-config");
        (await File.ReadAllTextAsync(outside, Stop)).ShouldBe(Settings);
    }

    [Fact]
    public async Task Hooks_InTheCopyOrItsConfiguration_AreNotRun()
    {
        await using var origin = await Origin.WithAsync(
            ("apps/config.yaml", Settings), (".gitattributes", "*.yaml filter=evil\n"));
        await using var bench = await PullRequestTests.StartAsync(origin, Live.ByArgo(Config()));
        var plan = await PlanAsync(bench, "slow");
        var copy = Directory.GetDirectories(origin.Copies).ShouldHaveSingleItem();
        var mark = Path.Combine(origin.Root, "ran");
        foreach (var hook in new[] { "pre-push", "reference-transaction", "post-index-change" })
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(copy, "hooks")).FullName, hook);
            await Origin.ScriptAsync(path, $"touch '{mark}'");
        }

        await File.AppendAllTextAsync(
            Path.Combine(copy, "config"),
            $"[core]\n\thooksPath = {copy}/hooks\n\tfsmonitor = touch '{mark}'\n[credential]\n\thelper = \"!touch '{mark}'\"\n",
            Stop);

        // A fetch that moves a ref, and a push: both would run hooks.
        await origin.CommitAsync(("apps/other.yaml", "a: b\n"));
        var outcome = await bench.Gate.WriteAsync(plan, 0, undo: false, Stop);

        outcome.Result.ShouldBe(StepResult.Written, outcome.Text);
        File.Exists(mark).ShouldBeFalse();
    }

    [Fact]
    public async Task Command_GetsTheCredentialsByTheEnvironment_AndTellsNobody()
    {
        await using var origin = await Origin.WithAsync(("README.md", "shop"));
        var (script, words, environment) = (Path.Combine(origin.Root, "git"), Path.Combine(origin.Root, "words"),
            Path.Combine(origin.Root, "environment"));
        await Origin.ScriptAsync(
            script, $"[ \"$1\" = init ] && exit 0\nprintf '%s\\n' \"$@\" > '{words}'\nenv > '{environment}'\necho \"fatal: denied for bot:{Token}@git\" >&2\nexit 128");
        var credentials = Path.Combine(origin.Root, "credentials");
        await File.WriteAllTextAsync(credentials, $"bot:{Token}\n", Stop);
        await using var bench = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("ConfigMap", "web-config"), Live.ByArgo(Config()))], gitOps: options =>
        {
            (options.Git, options.Folder) = (script, origin.Copies);
            options.Repositories.Add(
                new RepositoryOptions { Url = "https://git.example.invalid/team/deploy.git", CredentialsFile = credentials });
        });

        var why = await PullRequestTests.WhyAsync(bench, Mode("slow"));

        why.ShouldContain("https://git.example.invalid/team/deploy.git could not be used: git fetch failed");
        why.ShouldNotContain(Token);
        (await File.ReadAllTextAsync(words, Stop)).ShouldNotContain(Token);
        var lines = await File.ReadAllLinesAsync(environment, Stop);
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"bot:{Token}"));
        lines.ShouldContain(line => line.EndsWith($"=Authorization: Basic {basic}", StringComparison.Ordinal));
        lines.ShouldContain(line =>
            line.EndsWith("=http.https://git.example.invalid/.extraHeader", StringComparison.Ordinal));
        foreach (var setting
            in new[] { "GIT_ALLOW_PROTOCOL=https", "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_KEY_0=core.hooksPath", "GIT_CONFIG_VALUE_0=/dev/null" })
        {
            lines.ShouldContain(setting);
        }
    }

    [Fact]
    public async Task Repository_OfAnotherProtocolThanItsAddress_IsNotFollowedThere()
    {
        await using var origin = await Origin.WithAsync(("apps/config.yaml", Settings));
        var options = new GitOpsOptions { Folder = origin.Copies };
        var folder = Directory.CreateDirectory(Path.Combine(origin.Root, "copy")).FullName;
        var git = new Git(options, TimeProvider.System);
        await git.RunAsync(folder, null, ["init", "--quiet", "--bare", "."], null, Stop);
        await File.AppendAllTextAsync(
            Path.Combine(folder, "config"),
            $"[url \"{origin.Url}\"]\n\tinsteadOf = https://git.example.invalid/deploy.git\n", Stop);

        var refused = await Should.ThrowAsync<RepositoryException>(() => git.RunAsync(
            folder, new RepositoryOptions { Url = "https://git.example.invalid/deploy.git" },
            ["ls-remote", "--", "https://git.example.invalid/deploy.git"], null, Stop));

        refused.Message.ShouldContain("transport 'file' not allowed");
    }

    [Fact]
    public async Task Git_ThatIsNotInstalled_IsSaid()
    {
        await using var bench = await GateBench.StartAsync(
            [(ScriptedApi.PathOf("ConfigMap", "web-config"), Live.ByArgo(Config()))], gitOps: options =>
        {
            (options.Git, options.Folder) = ("/nowhere/git", Path.Combine(Path.GetTempPath(), "kaos-no-git"));
            options.Repositories.Add(new RepositoryOptions { Url = "https://git.example.invalid/team/deploy.git" });
        });

        (await PullRequestTests.WhyAsync(bench, Mode("slow")))
            .ShouldContain("the command /nowhere/git is not there: install git beside KAOS");
    }

    [Fact]
    public async Task SecretValue_ThatWouldChange_IsNeitherShownNorCommitted()
    {
        await using var origin = await Origin.WithAsync(
            ("apps/config.yaml", Settings.Replace("mode: fast", "mode: \"https://shop:hunter2@db.example.invalid\"")));
        var live = Config();
        live["data"]!["mode"] = "https://shop:hunter2@db.example.invalid";
        await using var bench = await PullRequestTests.StartAsync(origin, Live.ByArgo(live));

        var why = await PullRequestTests.WhyAsync(bench, Mode("https://db.example.invalid"));

        why.ShouldContain("holds what looks like a credential, which KAOS neither shows nor commits");
        why.ShouldNotContain("hunter2");
        (await origin.BranchesAsync()).ShouldBe(["main"]);
    }

    [Theory]
    [InlineData("  password: hunter2\n  mode: fast\n", "hunter2")]
    [InlineData("  mode: fast\n---\nkind: Secret\ndata: { a: aHVudGVyMg== }\n", "aHVudGVyMg==")]
    public async Task SecretBesideTheChange_IsNotShown(string data, string secret)
    {
        await using var origin = await Origin.WithAsync(("apps/config.yaml", Settings.Replace("  mode: fast\n", data)));
        await using var bench = await PullRequestTests.StartAsync(origin, Live.ByArgo(Config()));

        var plan = await PlanAsync(bench, "slow");

        PlanText.Of(plan).ShouldNotContain(secret);
        plan.Steps[0].PullRequest!.Text.ShouldNotContain(secret);
        plan.Diff.ShouldContain("-  mode: fast\n+  mode: slow\n");
        (await bench.Gate.WriteAsync(plan, 0, undo: false, Stop)).Result.ShouldBe(StepResult.Written);
        (await origin.FileAsync(plan.Steps[0].PullRequest!.Branch, "apps/config.yaml")).ShouldContain(secret);
    }

    [Fact]
    public void Text_OfThePullRequest_IsNoPlaceForTrailersOfOthers()
    {
        var wanted = new ProposedChange(
            "inc-1", "practice", ActionNames.Scale, "Helm", null,
            new SoughtFields(Samples.Db, "apps/v1", [new FieldChange([new("spec"), new("replicas")], 1, 3)], null),
            "Scale\nSigned-off-by: mallory", "db is down\n\nKaos-Incident: inc-9\npassword=hunter2", Samples.At);

        var (title, text) = PullRequestText.Of(wanted, "values.yaml");

        title.ShouldBe("Scale Signed-off-by: mallory");
        text.Split('\n').Count(line => line.StartsWith("Kaos-Incident:", StringComparison.Ordinal)).ShouldBe(1);
        text.ShouldNotContain("hunter2");
        text.ShouldEndWith("\nKaos-Incident: inc-1\n");
    }

    private static JsonObject Config() => Samples.Parse("""
        { "apiVersion": "v1", "kind": "ConfigMap",
          "metadata": { "name": "web-config", "namespace": "shop", "uid": "u-config", "resourceVersion": "20" },
          "data": { "cache": "eviction=none", "mode": "fast" } }
        """);

    private static ChangeRequest Mode(string mode) => new(
        ActionNames.Apply, Samples.Settings,
        Samples.Facts(("manifest", $$"""{"kind":"ConfigMap","data":{"mode":"{{mode}}"} }""")));

    private static async Task<Plan> PlanAsync(GateBench bench, string mode)
    {
        var offer = await bench.Planner.OfferRequestAsync("shop", "practice", Mode(mode), Samples.ConfigChange(), Stop);
        return offer.Plans.ShouldHaveSingleItem(string.Join("; ", offer.NotOffered.Select(left => left.Why)));
    }
}
