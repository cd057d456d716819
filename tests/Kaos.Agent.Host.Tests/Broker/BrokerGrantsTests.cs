using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Agent.Host.Grants;
using Kaos.Contracts;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Tests.Broker;

/// <summary>KAOS's side of a grant, against a real broker on a practice cluster.</summary>
public sealed class BrokerGrantsTests : IAsyncLifetime
{
    private const string Touch = """[{"op":"add","path":"/metadata/annotations/touched","value":"yes"}]""";

    private static readonly GrantReason Reason = new(
        "inc-1", [new Principal("alice", PrincipalKind.Person, [Contracts.Role.Approver], ["*"])]);

    private readonly string tokenFile = Path.GetTempFileName();
    private BrokerBench bench = null!;
    private KubernetesClient main = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await BrokerBench.StartAsync();
        await File.WriteAllTextAsync(tokenFile, bench.KaosToken, Token);
        main = new KubernetesClient(Connection(null), new KubernetesClientOptions(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        main.Dispose();
        File.Delete(tokenFile);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Grant_Taken_IsWhatTheWriteIsMadeWithUntilItIsReturned()
    {
        var (grants, plan) = (Grants(), Plan());
        var grant = await grants.TakeAsync(plan, Reason, Token);
        using var client = new KubernetesClient(
            Connection(grants.CredentialsOf(plan)), new KubernetesClientOptions(), TimeProvider.System);

        await TouchAsync(client, "checkout-service");

        (await Should.ThrowAsync<KubernetesException>(() => TouchAsync(client, "other"))).Error.ShouldBe(
            KubernetesError.Forbidden);
        await grants.ReturnAsync(plan.Cluster, grant.Id, Token);
        (await Should.ThrowAsync<KubernetesException>(() => TouchAsync(client, "checkout-service"))).Error.ShouldBe(
            KubernetesError.Unauthorized);
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    // The broker counts by the cluster's clock; what is recorded stands beside KAOS's own times.
    [Fact]
    public async Task Grant_Taken_EndsByTheClockOfTheRecord()
    {
        var clock = new FakeTime();

        var grant = await Grants(clock).TakeAsync(Plan(), Reason, Token);

        (grant.Until - clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
    }

    // The token was in the memory of the process that died; the next one asks for another of the same grant, or sweeps
    // it.
    [Fact]
    public async Task Grant_OfAProcessThatDied_IsFoundUsedAndSwept()
    {
        var grant = await Grants().TakeAsync(Plan(), Reason, Token);
        var next = Grants();
        using var client = new KubernetesClient(
            Connection(next.CredentialsOf(Plan())), new KubernetesClientOptions(), TimeProvider.System);

        await TouchAsync(client, "checkout-service");

        (await next.StandingAsync(Token)).ShouldBe([(bench.ClusterName, grant.Id)]);
        await next.ReturnAsync(bench.ClusterName, grant.Id, Token);
        (await bench.PartsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Grant_Refused_SaysWhy()
    {
        var elsewhere =
            Plan() with { Steps = [Plan().Steps[0] with { Target = new("Deployment", "monitoring", "a") }] };

        (await Should.ThrowAsync<GrantRefusedException>(() => Grants().TakeAsync(elsewhere, Reason, Token))).Message.ShouldContain("not onboarded");
    }

    private static Task TouchAsync(KubernetesClient client, string name) => client.PatchAsync(
        ResourceType.Of<Deployment>(), "shop", name, KubernetesPatch.Json(Touch), new WriteOptions("kaos"), Token);

    private BrokerGrants Grants(TimeProvider? clock = null) => new(
        Options.Create(new GrantsOptions { Broker = bench.Address, TokenFile = tokenFile }), main, new HttpClient(),
        new OwnRights(TimeProvider.System, new GateOptions()), new GateOptions(), clock ?? TimeProvider.System);

    private ClusterConnection Connection(IClusterCredentials? credentials)
    {
        var connection = new ClusterConnection { Name = bench.ClusterName, Server = bench.Cluster };
        return credentials is null ? connection : connection with { Credentials = credentials };
    }

    private Plan Plan() => new()
    {
        Hash = BrokerBench.Hash,
        WorkflowId = "w",
        WorkflowHash = "h",
        IncidentClass = "c",
        Tenant = "shop",
        Cluster = bench.ClusterName,
        ReviewType = "create_update_plan_review",
        Target = new("Deployment", "shop", "checkout-service"),
        Summary = "Touch checkout-service",
        Diff = "",
        Steps =
        [
            new()
            {
                Action = ActionNames.Label,
                Target = new("Deployment", "shop", "checkout-service"),
                Description = "Touching",
                Patch = Touch,
                Recovery = Recovery.Conditional,
            },
        ],
        ReadSet = [],
        Verification = new(TimeSpan.FromMinutes(1), []),
        MadeAt = DateTimeOffset.UnixEpoch,
    };
}
