using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Kaos.Agent.Host.Cli;
using Kaos.Agent.Host.Tests.Storage;

namespace Kaos.Agent.Host.Tests.Cli;

public sealed class CommandLineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("traige")]
    [InlineData("triage", "--output", "xml")]
    [InlineData("triage", "--snapshot", "/no/such/folder")]
    [InlineData("triage", "--snapshot", "a", "--context", "b")]
    [InlineData("practice", "--scenario", "no-such-scenario")]
    [InlineData("practice", "--speed", "fast")]
    [InlineData("replay", "/no/such/folder")]
    [InlineData("restore-drill", "/no/such/folder")]
    [InlineData("ask", "hello", "--url", "nowhere")]
    [InlineData("ask", "hello", "--url", "http://127.0.0.1:1")]
    [InlineData("--Cluster=mars")]
    [InlineData("--bogus")]
    [InlineData("--Practise:Speed=60", "--Cluster=practice")]
    [InlineData("--Cluster")]
    [InlineData("serve", "nonsense")]
    [InlineData("--urls=nowhere", "--Cluster=practice")]
    [InlineData("--Practice:Speed=fast", "--Cluster=practice")]
    [InlineData("--Practice:Speed=0", "--Cluster=practice")]
    [InlineData("--Practice:Scenario=none", "--Cluster=practice")]
    [InlineData("serve", "--Data:Path=", "--Cluster=practice")]
    public async Task Command_ThatCannotBeCarriedOut_EndsWith2AndSaysWhy(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);

        code.ShouldBe(2);
        error.ShouldNotBeNullOrWhiteSpace();
        error.ShouldNotContain("   at ");
        error.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Serve_AtAnAddressThatIsTaken_SaysSoBeforeItStartsAnything()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, error) = await RunAsync(
            "serve", $"--urls=http://{taken.LocalEndpoint}", "--Cluster=practice", $"--Data:Path={folder.Path}");

        code.ShouldBe(2);
        error.ShouldContain("listens at");
        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task Triage_OfADumpWithTrouble_EndsWith1AndDocumentedJson()
    {
        var (code, output, _) = await RunAsync("triage", "--snapshot", Dump(), "--output", "json");

        code.ShouldBe(1);
        var report = JsonNode.Parse(output)!;
        report["status"]!.GetValue<string>().ShouldBe("incidents");
        var incident = report["incidents"]!.AsArray()[0]!;
        string[] members = ["id", "state", "severity", "causeCode", "confidence", "subject", "summary", "chain",
            "evidence", "firstSeen", "lastSeen"];
        members.ShouldAllBe(member => incident[member] != null);
    }

    [Fact]
    public async Task Triage_Piped_IsPlainText()
    {
        var (code, output, error) = await RunAsync("triage", "--snapshot", Dump());

        code.ShouldBe(1);
        output.ShouldContain("incident");
        output.ShouldNotContain('\u001b');
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Triage_OfAnEmptyFolder_NeverSaysHealthy()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);

        var (code, output, _) = await RunAsync("triage", "--snapshot", folder.Path, "--output", "json");

        code.ShouldBe(2);
        JsonNode.Parse(output)!["status"]!.GetValue<string>().ShouldBe("unknown");
    }

    [Fact]
    public async Task Help_Asked_NamesEveryVerb()
    {
        var (code, output, _) = await RunAsync("--help");

        code.ShouldBe(0);
        string[] verbs = ["serve", "practice", "triage", "ask", "replay", "restore-drill"];
        verbs.ShouldAllBe(verb => output.Contains(verb));
        output.ShouldContain("kaos [command]");
    }

    [Fact]
    public async Task Triage_Piped_TellsOptionsAgesAndWhatNext()
    {
        var (_, output, _) = await RunAsync("triage", "--snapshot", Dump());

        output.ShouldContain("UTC (12 s ago)");
        output.ShouldContain("raise-memory-by-half");
        output.ShouldContain("rollback-revision: no earlier revision of it is known");
        output.ShouldContain("say: kaos ask \"What is going on with oom?\"");
        output.ShouldContain("nothing is left to offer; look at it: kubectl -n shop describe deployment crash");
        output.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public async Task Replay_OfAFolderInUse_SaysWhoHasItAndWhatToDo()
    {
        using var folder = new TestFolder();
        using var running = folder.Open();

        var (code, _, error) = await RunAsync("replay", folder.Path);

        code.ShouldBe(2);
        error.ShouldContain($"(process {Environment.ProcessId}");
        error.ShouldContain("online backup");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await KaosCommandLine.RunAsync(args, Terminal.Of(output, error, redirected: true), Token);
        return (code, output.ToString(), error.ToString());
    }

    private static string Dump() =>
        Path.Combine(TestPaths.Repository, "tests", "fixtures", "kubernetes-wire", "cluster-info-dump");
}
