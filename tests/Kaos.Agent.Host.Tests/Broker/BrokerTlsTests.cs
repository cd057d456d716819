using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Host.Grants;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Tests.Tls;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Tests.Broker;

/// <summary>The wire between KAOS and its broker: real Kestrel, real TLS, and KAOS's own client.</summary>
public sealed class BrokerTlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-tls-");
    private readonly TestCertificates ours = new();
    private readonly TestCertificates others = new();
    private BrokerBench bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await BrokerBench.InstalledAsync("healthy", 1);
        await WriteAsync("token", bench.KaosToken);
        await WriteAsync("ca.crt", ours.AuthorityPem);
    }

    public async ValueTask DisposeAsync()
    {
        await bench.DisposeAsync();
        ours.Dispose();
        others.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Broker_ByTheAuthorityOfTheFile_Answers()
    {
        await ServeAsync(ours.Sign("kaos-broker.kaos.svc"));

        bench.Address.Scheme.ShouldBe("https");
        (await AskAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Broker_ByAnotherAuthority_IsSentNoToken()
    {
        await ServeAsync(others.Sign("kaos-broker.kaos.svc"));

        (await AskAsync()).ShouldNotBeNull().ShouldContain("not by an authority of Grants:CaFile");
    }

    [Fact]
    public async Task Broker_WhoseCertificateHasExpired_IsSentNoToken()
    {
        await ServeAsync(ours.Sign("kaos-broker.kaos.svc", new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        (await AskAsync()).ShouldNotBeNull().ShouldContain("not valid now");
    }

    [Fact]
    public async Task Broker_UnderAnotherName_IsSentNoToken()
    {
        await ServeAsync(ours.Sign("kaos-broker.kaos.svc"));

        (await AskAsync(new UriBuilder(bench.Address) { Host = "localhost" }.Uri)).ShouldNotBeNull()
            .ShouldContain("not for localhost");
    }

    [Fact]
    public async Task Certificate_Renewed_IsUsedWithoutARestart_AndABrokenOneIsNot()
    {
        await ServeAsync(others.Sign("kaos-broker.kaos.svc"));
        (await AskAsync()).ShouldNotBeNull();

        var (certificate, key) = ours.Sign("kaos-broker.kaos.svc");
        await WriteAsync("tls.crt", certificate);
        (await AskAsync()).ShouldNotBeNull("The key is still the old one's.");
        await WriteAsync("tls.key", key);
        (await AskAsync()).ShouldBeNull();

        await WriteAsync("tls.crt", "half a fi");
        (await AskAsync()).ShouldBeNull("The last good one is used.");
    }

    [Fact]
    public async Task PlainHttp_BeyondThisMachine_IsRefusedBeforeAnythingListens()
    {
        (await Should.ThrowAsync<SettingsException>(() => bench.StartBrokerAsync("--urls=http://0.0.0.0:0")))
            .Message.ShouldContain("plain HTTP beyond this machine");
        (await Should.ThrowAsync<SettingsException>(() => bench.StartBrokerAsync("--urls=https://127.0.0.1:0")))
            .Message.ShouldContain("Broker:CertificateFile");
        (await Should.ThrowAsync<SettingsException>(() => bench.StartBrokerAsync(
            "--urls=https://127.0.0.1:0", "--Broker:CertificateFile=/none", "--Broker:KeyFile=/none")))
            .Message.ShouldContain("cannot be used");
        await bench.StartBrokerAsync("--urls=http://0.0.0.0:0", "--Broker:AllowHttp=true");
    }

    [Theory]
    [InlineData("http://kaos-broker.kaos.svc/", false, "plain HTTP beyond this machine")]
    [InlineData("http://kaos-broker.kaos.svc/", true, null)]
    [InlineData("http://127.0.0.1:8081/", false, null)]
    [InlineData("https://kaos-broker.kaos.svc/", false, "Grants:CaFile")]
    public void Settings_OfKaos_AskForTlsBeyondThisMachine(string broker, bool allowed, string? wrong)
    {
        var result = new GrantsOptionsValidator().Validate(
            null, new GrantsOptions { Broker = new(broker), AllowHttp = allowed });

        (result.Failed, result.FailureMessage?.Contains(wrong ?? "", StringComparison.Ordinal) ?? true)
            .ShouldBe((wrong is not null, true), result.FailureMessage);
    }

    private async Task ServeAsync((string Certificate, string Key) pair)
    {
        await WriteAsync("tls.crt", pair.Certificate);
        await WriteAsync("tls.key", pair.Key);
        await bench.StartBrokerAsync(
            "--urls=https://127.0.0.1:0", $"--Broker:CertificateFile={Named("tls.crt")}",
            $"--Broker:KeyFile={Named("tls.key")}");
    }

    /// <summary>On a connection of its own: null, or why there is no answer.</summary>
    private async Task<string?> AskAsync(Uri? address = null)
    {
        var options = new GrantsOptions
        {
            Broker = address ?? bench.Address,
            TokenFile = Named("token"),
            CaFile = Named("ca.crt"),
        };
        using var main = new KubernetesClient(
            new ClusterConnection { Name = bench.ClusterName, Server = bench.Cluster }, new KubernetesClientOptions(),
            TimeProvider.System);
        using var http = BrokerWire.Client(options);
        var grants = new BrokerGrants(
            Options.Create(options), main, http, new OwnRights(TimeProvider.System, new GateOptions()),
            new GateOptions(), TimeProvider.System);
        try
        {
            await grants.StandingAsync(Token);
            return null;
        }
        catch (TimeoutException why)
        {
            return why.Message;
        }
    }

    private string Named(string name) => Path.Combine(folder.FullName, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Named(name), text, Token);
}
