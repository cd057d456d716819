using System.Text;
using Kaos.Kubernetes.Configuration;
using Kaos.Tests.Tls;

namespace Kaos.Kubernetes.Tests.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_CurrentContext_GivesServerNamespaceAndToken()
    {
        var connection = Load(Config("token: secret-1")).Connect(null, time);

        connection.Name.ShouldBe("home");
        connection.Server.ShouldBe(new Uri("https://10.0.0.1:6443"));
        connection.Namespace.ShouldBe("shop");
        connection.TlsServerName.ShouldBe("api.internal");
        connection.InsecureSkipTlsVerify.ShouldBeTrue();
        (await connection.Credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer secret-1");
    }

    [Fact]
    public async Task Load_SeveralFiles_FirstToNameSomethingWins()
    {
        var first = folder.Write("a/config", """
            current-context: one
            contexts: [{name: one, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: from-first}}]
            """);
        var second = folder.Write("b/config", """
            current-context: two
            clusters: [{name: c, cluster: {server: "https://second"}}]
            contexts: [{name: one, context: {cluster: x}}, {name: two, context: {cluster: c}}]
            users: [{name: u, user: {token: from-second}}]
            """);

        var config = Kubeconfig.Load([first, Path.Combine(folder.Root, "absent"), second]);

        config.CurrentContext.ShouldBe("one");
        config.Contexts.ShouldBe(["one", "two"]);
        var connection = config.Connect(null, time);
        connection.Server.Host.ShouldBe("second");
        (await connection.Credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer from-first");
        (await config.Connect("two", time).Credentials.GetAsync(false, Token)).ShouldBe(ClusterCredential.Anonymous);
    }

    [Fact]
    public void Files_VariableOrHome_AreThoseOfKubectl()
    {
        Kubeconfig.Files($"/a{Path.PathSeparator}/b", "/home/me").ShouldBe(["/a", "/b"]);
        Kubeconfig.Files(null, "/home/me").ShouldBe(["/home/me/.kube/config"]);
    }

    [Fact]
    public async Task TokenFile_Renewed_IsReadAgain()
    {
        var file = folder.Write("token", "first\n");
        var credentials = Load(Config("tokenFile: token")).Connect(null, time).Credentials;
        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer first");

        await File.WriteAllTextAsync(file, "second", Token);

        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer first");
        time.Now += TimeSpan.FromSeconds(11);
        (await credentials.GetAsync(false, Token)).Authorization.ShouldBe("Bearer second");
        await File.WriteAllTextAsync(file, "third", Token);
        (await credentials.GetAsync(refused: true, Token)).Authorization.ShouldBe("Bearer third");
    }

    [Fact]
    public async Task ClientCertificate_InDataOrFile_IsUsed()
    {
        using var authority = new TestCertificates();
        var (certificate, key) = authority.Sign("jane");
        folder.Write("jane.pem", certificate);
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

        var credentials = Load(Config($"client-certificate: jane.pem\n    client-key-data: {data}"))
            .Connect(null, time).Credentials;

        var found = (await credentials.GetAsync(false, Token)).ClientCertificate.ShouldNotBeNull();
        found.Subject.ShouldBe("CN=jane");
        found.HasPrivateKey.ShouldBeTrue();
    }

    [Theory]
    [InlineData("clusters:\n- name: c\n  cluster:\n    server: [\n", 4, "not YAML")]
    [InlineData("- a\n- b\n", 1, "no kubeconfig")]
    [InlineData("clusters: 7\n", 1, "must be a list")]
    [InlineData("users:\n- name: u\n  user: text\n", 3, "'user' must hold keys")]
    [InlineData("users:\n- user: {}\n", 2, "has no 'name'")]
    public void Load_MalformedFile_NamesFileLineAndReason(string text, int line, string reason)
    {
        var path = folder.Write("config", text);

        var failure = Should.Throw<KubeconfigException>(() => Kubeconfig.Load([path]));

        failure.File.ShouldBe(path);
        failure.Line!.Value.ShouldBeInRange(line, line + 1);
        failure.Message.ShouldContain(reason);
        failure.Message.ShouldStartWith(path);
    }

    [Theory]
    [InlineData("server: https://x:1", "server: nowhere", 4, "is no URL")]
    [InlineData("server: https://x:1", "certificate-authority-data: '***'\n    server: https://x:1", 4, "not base64")]
    [InlineData("server: https://x:1", "certificate-authority-data: YWJj\n    server: https://x:1", 4,
        "no PEM certificate")]
    [InlineData("server: https://x:1", "server: https://x:1\n    insecure-skip-tls-verify: maybe", 5,
        "write true or false")]
    [InlineData("server: https://x:1", "server: https://x:1\n    certificate-authority: absent.pem", 5,
        "cannot be read")]
    [InlineData("token: t", "client-certificate-data: YWJj", 8, "client-certificate without a client-key")]
    [InlineData("token: t", "client-certificate-data: YWJj\n    client-key-data: YWJj", 8, "cannot be used")]
    [InlineData("token: t", "auth-provider: {name: gcp}", 8, "exec plugin instead")]
    [InlineData("token: t", "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", 8,
        "v1beta1 are understood")]
    [InlineData("user: u}", "user: absent}", 11, "'absent', which no file defines")]
    public void Connect_UnusablePart_NamesFileLineAndReason(string good, string bad, int line, string reason)
    {
        const string whole = """
            clusters:
            - name: c
              cluster:
                server: https://x:1
            users:
            - name: u
              user:
                token: t
            contexts:
            - name: home
              context: {cluster: c, user: u}
            current-context: home
            """;
        var path = folder.Write("config", whole.Replace(good, bad, StringComparison.Ordinal));

        var failure = Should.Throw<KubeconfigException>(() => Kubeconfig.Load([path]).Connect(null, time));

        failure.Message.ShouldContain(reason);
        failure.File.ShouldBe(path);
        failure.Line.ShouldBe(line);
    }

    [Fact]
    public void Connect_UnknownContext_NamesThoseThatExist()
    {
        Should.Throw<KubeconfigException>(() => Load(Config("token: t")).Connect("away", time))
            .Message.ShouldContain("Name one of: home");
    }

    [Fact]
    public void Load_NoFile_SaysWhatToDo()
    {
        Should.Throw<KubeconfigException>(() => Kubeconfig.Load([Path.Combine(folder.Root, "none")]))
            .Message.ShouldContain("Set KUBECONFIG");
    }

    [Fact]
    public void InCluster_Mounted_ConnectsWithTokenAndAuthority()
    {
        using var authority = new TestCertificates();
        folder.Write("token", "t");
        folder.Write("ca.crt", authority.AuthorityPem);
        folder.Write("namespace", "kaos\n");

        var connection = InClusterConfig.Connect("10.96.0.1", "443", time, folder.Root);

        connection.Server.ShouldBe(new Uri("https://10.96.0.1"));
        connection.Namespace.ShouldBe("kaos");
        connection.CertificateAuthorities.ShouldNotBeNull().Count.ShouldBe(1);
        InClusterConfig.IsPresent(null, folder.Root).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();

    private static string Config(string user) => $"""
        current-context: home
        clusters:
        - name: c
          cluster: {"{"}server: "https://10.0.0.1:6443", tls-server-name: api.internal, insecure-skip-tls-verify: true{"}"}
        users:
        - name: u
          user:
            {user}
        contexts:
        - name: home
          context: {"{"}cluster: c, user: u, namespace: shop{"}"}
        """;

    private Kubeconfig Load(string text) => Kubeconfig.Load([folder.Write("config", text)]);
}
