using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class ErrorContractTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pods-list-bad-continue", KubernetesError.Invalid)]
    [InlineData("pods-list-expired-410", KubernetesError.Gone)]
    [InlineData("forbidden-403", KubernetesError.Forbidden)]
    [InlineData("anonymous-403", KubernetesError.Forbidden)]
    [InlineData("unauthorized-401", KubernetesError.Unauthorized)]
    public async Task List_Refused_KeepsTheServersStatus(string recording, KubernetesError expected)
    {
        var query = Exchange.Load(recording).Query;

        var failure = await Should.ThrowAsync<KubernetesException>(async () =>
        {
            await using var server = await TestServer.ReplayAsync(Exchange.Load(recording));
            using var client = server.Client();
            await foreach (var _ in client.ListAsync<Pod>(new ListQuery("shop", Continue: query.GetValueOrDefault("continue")), Token))
            {
            }
        });

        failure.Error.ShouldBe(expected);
        failure.HttpCode.ShouldBe(Exchange.Load(recording).StatusCode);
        failure.Status.ShouldNotBeNull().Reason.ShouldNotBeNullOrEmpty();
        failure.Message.ShouldContain(failure.Status.Message!);
    }

    [Fact]
    public async Task Get_AbsentPod_IsNotFoundWithItsName()
    {
        var failure = await ContractCase.FailAsync("pod-404", client => client.GetAsync<Pod>("shop", "absent", Token));

        failure.Error.ShouldBe(KubernetesError.NotFound);
        failure.Status!.Details!.Name.ShouldBe("absent");
    }

    [Fact]
    public async Task List_AbsentKind_IsNotFound()
    {
        var absent = new ResourceType("apps", "v1", "absents", "Absent", Namespaced: true);

        var failure = await ContractCase.FailAsync(
            "kind-404", client => client.ListRawAsync(absent, new ListQuery("shop"), Token));

        failure.Error.ShouldBe(KubernetesError.NotFound);
    }

    [Fact]
    public async Task Logs_BadContainer_IsInvalid()
    {
        var failure = await ContractCase.FailAsync("logs-bad-container-400", async client =>
        {
            await foreach (var _ in client.LogLinesAsync("shop", "crash-6d8d5dc957-zwjhm", new LogQuery("absent"),
                Token))
            {
            }

            return true;
        });

        failure.Error.ShouldBe(KubernetesError.Invalid);
    }

    [Fact]
    public async Task Watch_TooOldVersionInStream_IsGone()
    {
        var failure = await ContractCase.FailAsync("pods-watch-expired-410", async client =>
        {
            await foreach (var _ in client.WatchAsync<Pod>(new WatchQuery("1", "shop"), Token))
            {
            }

            return true;
        });

        failure.Error.ShouldBe(KubernetesError.Gone);
    }
}
