using System.Net;
using System.Text;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Tests.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Kaos.Kubernetes.Tests.Configuration;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly TestCertificates authority = new();
    private WebApplication? server;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = authority.Server("api.internal");
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        server = builder.Build();
        server.Run(context => context.Response.WriteAsync(
            $$"""{"gitVersion":"{{context.Connection.ClientCertificate?.Subject ?? "nobody"}}","platform":"{{context.Request.Protocol}}"}"""));
        await server.StartAsync();
    }

    [Fact]
    public async Task Connect_KnownAuthorityAndClientCertificate_SignsIn()
    {
        var (certificate, key) = authority.Sign("jane");

        var version = await VersionAsync($"certificate-authority-data: {Base64(authority.AuthorityPem)}, tls-server-name: api.internal", $"""
            client-certificate-data: {Base64(certificate)}
                client-key-data: {Base64(key)}
            """);

        version.ShouldBe(new ServerVersion("CN=jane", "HTTP/2"));
    }

    [Theory]
    [InlineData("tls-server-name: api.internal")]
    [InlineData("certificate-authority: other.pem, tls-server-name: api.internal")]
    [InlineData("certificate-authority: own.pem, tls-server-name: elsewhere.internal")]
    public async Task Connect_ServerThatIsNotTrusted_IsUnreachableWithAdvice(string trust)
    {
        using var other = new TestCertificates();
        folder.Write("other.pem", other.AuthorityPem);
        folder.Write("own.pem", authority.AuthorityPem);

        var failure = await Should.ThrowAsync<KubernetesException>(() => VersionAsync(trust, "token: t"));

        failure.Error.ShouldBe(KubernetesError.Unreachable);
        failure.Message.ShouldContain("certificate-authority");
    }

    [Fact]
    public async Task Connect_InsecureByRequest_TrustsAnyone()
    {
        (await VersionAsync("insecure-skip-tls-verify: true", "token: t")).GitVersion.ShouldBe("nobody");
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        authority.Dispose();
        folder.Dispose();
    }

    private async Task<ServerVersion> VersionAsync(string trust, string user)
    {
        var config = folder.Write("config", $"""
            current-context: home
            contexts: [{"{"}name: home, context: {"{"}cluster: c, user: u{"}"}{"}"}]
            clusters: [{"{"}name: c, cluster: {"{"}server: "{server!.Urls.Single()}", {trust}{"}"}{"}"}]
            users:
            - name: u
              user:
                {user}
            """);
        using var client = new KubernetesClient(
            Kubeconfig.Load([config]).Connect(null, TimeProvider.System),
            new KubernetesClientOptions(),
            TimeProvider.System);
        return await client.VersionAsync(TestContext.Current.CancellationToken);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
