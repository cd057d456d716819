using System.Text;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;
using Kaos.Kubernetes.Tests.Wire;

namespace Kaos.Kubernetes.Tests.Client;

public sealed class WriteContractTests
{
    private const string Pod = "web-5d6bcd6f54-4txj6";

    private static readonly WriteOptions Loose = new("kaos", Strict: false);
    private static readonly WriteOptions DryRun = new("kaos", DryRun: true);
    private static readonly ResourceType Deployments = ResourceType.Of<Deployment>();
    private static readonly ResourceType ConfigMaps = ResourceType.Of<ConfigMap>();
    private static readonly ResourceType Pods = ResourceType.Of<Pod>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Patch_Json_ReturnsTheWholeObject()
    {
        var patch = KubernetesPatch.Json(Exchange.Load("json-patch").RequestBody);

        var web = await ContractCase.RunAsync(
            "json-patch", client => client.PatchAsync(Deployments, "shop", "web", patch, Loose, Token));

        web.GetProperty("metadata").GetProperty("annotations").GetProperty("example.invalid/note").GetString()
            .ShouldBe("x");
        web.GetProperty("spec").TryGetProperty("strategy", out _).ShouldBeTrue("fields without a model survive");
    }

    [Theory]
    [InlineData("json-patch-test-fails", PatchKind.Json, KubernetesError.Invalid)]
    [InlineData("patch-stale-409", PatchKind.Merge, KubernetesError.Conflict)]
    [InlineData("patch-invalid-422", PatchKind.Merge, KubernetesError.Invalid)]
    [InlineData("patch-bad-json-400", PatchKind.Merge, KubernetesError.Invalid)]
    public async Task Patch_Refused_KeepsTheServersStatus(string recording, PatchKind kind, KubernetesError expected)
    {
        var patch = new KubernetesPatch(kind, Encoding.UTF8.GetBytes(Exchange.Load(recording).RequestBody));

        var failure = await ContractCase.FailAsync(
            recording, client => client.PatchAsync(Deployments, "shop", "web", patch, Loose, Token));

        failure.Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Patch_InvalidValue_NamesTheField()
    {
        var patch = KubernetesPatch.Merge("""{"spec":{"replicas":-1}}""");

        var failure = await ContractCase.FailAsync(
            "patch-invalid-422", client => client.PatchAsync(Deployments, "shop", "web", patch, Loose, Token));

        failure.Status!.Details!.Causes.ShouldHaveSingleItem().Field.ShouldBe("spec.replicas");
    }

    [Fact]
    public async Task Apply_NewObject_IsSentWithManagerAndWithoutForce()
    {
        var exchange = Exchange.Load("ssa-new");
        await using var server = await TestServer.ReplayAsync(exchange);
        using var client = server.Client();

        var created = await client.PatchAsync(
            ConfigMaps, "shop", "kaos-note", KubernetesPatch.Apply(exchange.RequestBody), Loose, Token);

        created.GetProperty("data").GetProperty("a").GetString().ShouldBe("b");
        var sent = server.Requests.ShouldHaveSingleItem();
        sent.Query["fieldManager"].ShouldBe("kaos");
        sent.Query.Keys.ShouldNotContain("force");
        sent.Headers["Content-Type"].ShouldBe("application/apply-patch+yaml");
    }

    [Fact]
    public async Task Apply_FieldOfAnotherManager_IsAConflictThatNamesIt()
    {
        var patch = KubernetesPatch.Apply(Exchange.Load("ssa-conflict-409").RequestBody);

        var failure = await ContractCase.FailAsync(
            "ssa-conflict-409", client => client.PatchAsync(ConfigMaps, "shop", "app-config", patch, Loose, Token));

        failure.Error.ShouldBe(KubernetesError.Conflict);
        failure.Status!.Details!.Causes[0].Reason.ShouldBe("FieldManagerConflict");
    }

    [Theory]
    [InlineData("create-exists-409", KubernetesError.AlreadyExists)]
    [InlineData("create-strict-unknown-field", KubernetesError.Invalid)]
    public async Task Create_Refused_KeepsTheServersStatus(string recording, KubernetesError expected)
    {
        var body = Encoding.UTF8.GetBytes(Exchange.Load(recording).RequestBody);

        var failure = await ContractCase.FailAsync(
            recording, client => client.CreateAsync(ConfigMaps, "shop", body, DryRun, Token));

        failure.Error.ShouldBe(expected);
    }

    [Fact]
    public async Task Delete_DryRun_ReturnsTheObjectThatWouldGo()
    {
        var deleted = await ContractCase.RunAsync(
            "delete-pod-dryrun",
            client => client.DeleteAsync(Pods, "shop", Pod, new DeletePreconditions(), DryRun, Token));

        deleted.GetProperty("metadata").GetProperty("deletionTimestamp").GetString().ShouldBe("2026-11-20T20:14:00Z");
    }

    [Fact]
    public async Task Delete_StalePrecondition_IsAConflict()
    {
        var failure = await ContractCase.FailAsync(
            "delete-precondition-409",
            client =>
                client.DeleteAsync(Pods, "shop", Pod, new DeletePreconditions(ResourceVersion: "1"), Loose, Token));

        failure.Error.ShouldBe(KubernetesError.Conflict);
    }

    [Fact]
    public async Task Evict_AgainstTheBudget_IsTooManyRequestsAndNotRepeated()
    {
        await using var server = await TestServer.ReplayAsync(Exchange.Load("eviction-pdb-429"));
        using var client = server.Client();

        var failure = await Should.ThrowAsync<KubernetesException>(
            () => client.EvictAsync("shop", Pod, new DeletePreconditions(Uid: "u1"), Loose, Token));

        failure.Error.ShouldBe(KubernetesError.TooManyRequests);
        failure.Status!.Details!.Causes[0].Reason.ShouldBe("DisruptionBudget");
        var sent = server.Requests.ShouldHaveSingleItem();
        sent.Path.ShouldBe($"/api/v1/namespaces/shop/pods/{Pod}/eviction");
        sent.Body.ShouldContain("""
            "preconditions":{"uid":"u1"}
            """);
    }

    [Fact]
    public async Task Scale_PatchAndDryRun_ReturnTheScale()
    {
        var done = await ContractCase.RunAsync(
            "scale-patch", client => client.SetScaleAsync(Deployments, "shop", "web", 3, null, Loose, Token));
        var dry = await ContractCase.RunAsync(
            "scale-patch-dryrun", client => client.SetScaleAsync(Deployments, "shop", "web", 7, null, DryRun, Token));

        done.SpecReplicas.ShouldBe(3);
        dry.ShouldBe(new Scale(7, 3, "app=web", "808", "c1a54063-4cf5-46b2-aae5-bdc06be41f1a"));
    }
}
