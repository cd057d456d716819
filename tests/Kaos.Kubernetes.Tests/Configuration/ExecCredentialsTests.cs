using Kaos.Kubernetes.Configuration;

namespace Kaos.Kubernetes.Tests.Configuration;

public sealed class ExecCredentialsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task Get_PluginWithExpiry_IsRunAgainOnlyWhenItExpiresOrIsRefused(string version)
    {
        var credentials = Credentials(version, $$$"""
            echo run >> "$COUNT"
            echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/{{{version}}}\",
              \"status\":{\"token\":\"t$(wc -l < "$COUNT" | tr -d ' ')\",\"expirationTimestamp\":\"2026-11-20T20:10:00Z\"}}"
            """);

        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer t1");
        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer t1");
        (await credentials.GetAsync(refused: true, Token)).Authorization.ShouldBe("Bearer t2");
        time.Now = new DateTimeOffset(2026, 11, 20, 20, 9, 55, TimeSpan.Zero);
        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer t3");
    }

    [Fact]
    public async Task Get_Plugin_IsToldTheClusterWhenItAsks()
    {
        var credentials = Credentials("v1", """
            echo "$KUBERNETES_EXEC_INFO" > "$COUNT"
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}'
            """);

        await credentials.GetAsync(false, Token);

        var info = await File.ReadAllTextAsync(Path.Combine(folder.Root, "count"), Token);
        info.ShouldContain("\"server\":\"https://x:1\"");
        info.ShouldContain("\"interactive\":false");
    }

    [Theory]
    [InlineData("echo 'please sign in' >&2; exit 3", "exit code 3: please sign in")]
    [InlineData("echo nonsense secret", "no ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'",
        "neither a token nor")]
    [InlineData("echo '{\"kind\":\"Other\"}'", "instead of client.authentication.k8s.io/v1")]
    public async Task Get_PluginThatFails_SaysHowWithoutItsOutput(string script, string reason)
    {
        var failure = await Should.ThrowAsync<KubeconfigException>(
            async () => await Credentials("v1", script).GetAsync(false, Token));

        failure.Message.ShouldContain(reason);
        failure.Message.ShouldContain("install it first");
        failure.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Get_PluginThatIsMissing_ShowsTheInstallHint()
    {
        var credentials = Credentials("v1", null);

        var failure = await Should.ThrowAsync<KubeconfigException>(
            async () => await credentials.GetAsync(false, Token));

        failure.Message.ShouldContain("could not be started");
        failure.Message.ShouldContain("install it first");
    }

    public void Dispose() => folder.Dispose();

    private IClusterCredentials Credentials(string version, string? script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin of this test is a shell script.");
        }
        else if (script is not null)
        {
            File.SetUnixFileMode(
                folder.Write("plugin.sh", "#!/bin/sh\n" + script + "\n"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var config = folder.Write("config", $"""
            current-context: home
            clusters: [{"{"}name: c, cluster: {"{"}server: "https://x:1"{"}"}{"}"}]
            contexts: [{"{"}name: home, context: {"{"}cluster: c, user: u{"}"}{"}"}]
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/{version}
                  command: ./plugin.sh
                  args: [a, b]
                  env: [{"{"}name: COUNT, value: {Path.Combine(folder.Root, "count")}{"}"}]
                  installHint: install it first
                  provideClusterInfo: true
            """);
        return Kubeconfig.Load([config]).Connect(null, time).Credentials;
    }
}
