namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// A kubeconfig that cannot be used: which file and line, why, what to do; exit code 2, no stack trace.
/// </summary>
[Collection(nameof(Faults))]
public sealed class KubeconfigTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-kubeconfig-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("clusters: [\n  - name: a\n:", "line 2", "this is not YAML")]
    [InlineData("just words", "line 1", "this is no kubeconfig")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: yes", "line 3", "'clusters' must be a list")]
    [InlineData("apiVersion: v1\nkind: Config\n", "", "No current context is set")]
    [InlineData("current-context: west\ncontexts:\n- name: east\n  context: {cluster: east}\n", "",
        "There is no context 'west'. Name one of: east.")]
    [InlineData("current-context: east\ncontexts:\n- name: east\n  context: {cluster: east}\n", "line 4",
        "names the cluster 'east', which no file defines")]
    [InlineData(
        "current-context: a\ncontexts:\n- name: a\n  context: {cluster: a, user: u}\nclusters:\n- name: a\n  cluster: {server: 'http://127.0.0.1:1', certificate-authority-data: '%%'}\nusers:\n- name: u\n  user: {}\n",
        "line 7", "'certificate-authority-data' is not base64")]
    public async Task Kubeconfig_ThatIsMalformed_EndsTheStartWithItsPlaceAndReason(
        string text, string place, string reason)
    {
        var file = Path.Combine(folder.FullName, "config");
        await File.WriteAllTextAsync(file, text, Token);

        await ShouldEndAsync(
            file, [file, place, reason], "--Cluster=kubeconfig", "--urls=http://127.0.0.1:0",
            $"--Data:Path={folder.FullName}/data");
    }

    [Fact]
    public async Task Kubeconfig_ThatIsNotThere_EndsTheStart_AndIsNotReplacedByPractice()
    {
        var file = Path.Combine(folder.FullName, "nowhere");

        await ShouldEndAsync(
            file, ["No kubeconfig was found", file], "--urls=http://127.0.0.1:0",
            $"--Data:Path={folder.FullName}/data");
    }

    [Fact]
    public async Task Triage_UnknownContext_EndsWith2AndNamesTheContexts()
    {
        var file = Path.Combine(folder.FullName, "config");
        await File.WriteAllTextAsync(file, "contexts:\n- name: east\n  context: {cluster: east}\n", Token);

        await ShouldEndAsync(file, ["There is no context 'mars'", "east"], "triage", "--context", "mars");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task ShouldEndAsync(string kubeconfig, string[] said, params string[] arguments)
    {
        var (code, output, error) = await Command.RunAsync(kubeconfig, Token, arguments);

        code.ShouldBe(2, output + error);
        foreach (var part in said)
        {
            error.ShouldContain(part);
        }

        (output + error).ShouldNotContain("   at ");
        (output + error).ShouldNotContain("Exception");
    }
}
