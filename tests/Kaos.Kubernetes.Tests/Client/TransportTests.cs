using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class TransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_RefusedWith429AndTimeToWait_IsRepeated()
    {
        var asked = 0;
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            if (Interlocked.Increment(ref asked) < 3)
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "0";
                return Task.CompletedTask;
            }

            return TestServer.SendAsync(context, Exchange.Load("version"));
        });
        using var client = server.Client();

        (await client.VersionAsync(Token)).GitVersion.ShouldBe("v1.35.6");

        asked.ShouldBe(3);
    }

    [Fact]
    public async Task Send_RefusedLongerThanWeWait_IsReportedWithTheTime()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        using var client = server.Client();

        var failure = await Should.ThrowAsync<KubernetesException>(() => client.VersionAsync(Token));

        failure.Error.ShouldBe(KubernetesError.TooManyRequests);
        failure.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_Refused401_FetchesTheCredentialAnewOnce()
    {
        var credentials = new CountingCredentials();
        await using var server = await TestServer.StartAsync((context, sent) =>
            TestServer.SendAsync(
                context,
                Exchange.Load(sent.Headers["Authorization"] == "Bearer fresh" ? "version" : "unauthorized-401")));
        using var client = server.Client(credentials);

        await client.VersionAsync(Token);

        credentials.Asked.ShouldBe([false, true]);
    }

    [Fact]
    public async Task Send_NobodyListens_IsUnreachableWithAdvice()
    {
        Uri address;
        await using (var gone = await TestServer.ReplayAsync(Exchange.Load("version")))
        {
            address = gone.Address;
        }

        using var client = new KubernetesClient(
            new ClusterConnection { Name = "home", Server = address },
            new KubernetesClientOptions(),
            TimeProvider.System);

        var failure = await Should.ThrowAsync<KubernetesException>(() => client.VersionAsync(Token));

        failure.Error.ShouldBe(KubernetesError.Unreachable);
        failure.Message.ShouldContain("'home'");
        failure.Message.ShouldContain("Check that the cluster runs");
    }

    [Fact]
    public async Task Send_NoAnswer_IsATimeoutAndNotACancellation()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var client = server.Client(configure: options => options.Timeout = TimeSpan.FromMilliseconds(200));

        var failure = await Should.ThrowAsync<KubernetesException>(() => client.VersionAsync(Token));

        failure.Error.ShouldBe(KubernetesError.Timeout);
    }

    [Fact]
    public async Task Send_CallerGaveUp_IsACancellation()
    {
        using var caller = new CancellationTokenSource();
        await using var server = await TestServer.StartAsync(async (context, _) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = server.Client();

        await Should.ThrowAsync<OperationCanceledException>(() => client.VersionAsync(caller.Token));
    }

    [Fact]
    public async Task Get_AnswerThatIsNoJson_IsABadAnswer()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
            context.Response.WriteAsync("<html>", Token));
        using var client = server.Client();

        var failure = await Should.ThrowAsync<KubernetesException>(() => client.GetAsync<Pod>("shop", "web", Token));

        failure.Error.ShouldBe(KubernetesError.BadAnswer);
    }

    [Fact]
    public async Task ServerTime_AfterAnAnswer_FollowsItsDate()
    {
        await using var server = await TestServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Date = "Fri, 20 Nov 2020 20:13:31 GMT";
            return TestServer.SendAsync(context, Exchange.Load("version"));
        });
        using var client = server.Client();

        await client.VersionAsync(Token);

        client.ServerTime.ShouldBe(
            new DateTimeOffset(2020, 11, 20, 20, 13, 31, TimeSpan.Zero), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task GetThroughService_AnyPath_GoesToTheProxyOfThatPort()
    {
        await using var server = await TestServer.StartAsync((context, _) => context.Response.WriteAsync("ok", Token));
        using var client = server.Client();

        await client.GetThroughServiceAsync("monitoring", "prometheus", "9090", "api/v1/query?query=up", Token);

        var sent = server.Requests.ShouldHaveSingleItem();
        sent.Path.ShouldBe("/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query");
        sent.Query["query"].ShouldBe("up");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void Path_NameThatLeadsElsewhere_IsRefused(string name)
    {
        Should.Throw<ArgumentException>(() => ResourceType.Of<Pod>().Path("shop", name));
        ResourceType.Of<Pod>().Path("shop", "a/../b").ShouldBe("/api/v1/namespaces/shop/pods/a%2F..%2Fb");
    }

    [Fact]
    public async Task Send_NoCredentialToBeHad_IsUnauthorizedWithTheReason()
    {
        await using var server = await TestServer.ReplayAsync(Exchange.Load("version"));
        using var client = server.Client(new NoCredentials());

        var failure = await Should.ThrowAsync<KubernetesException>(() => client.VersionAsync(Token));

        failure.Error.ShouldBe(KubernetesError.Unauthorized);
        failure.Message.ShouldContain("sign in first");
        server.Requests.ShouldBeEmpty();
    }

    private sealed class NoCredentials : IClusterCredentials
    {
        public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken) =>
            throw new KubeconfigException("sign in first");
    }

    private sealed class CountingCredentials : IClusterCredentials
    {
        public List<bool> Asked { get; } = [];

        public ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken)
        {
            Asked.Add(refused);
            return ValueTask.FromResult(new ClusterCredential(refused ? "Bearer fresh" : "Bearer stale", null));
        }
    }
}
