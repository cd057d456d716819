using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Requests;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Agent.Grains.Tests.Workflows.Town;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Attacks;

/// <summary>Requests that try to come by the rules some other way: there is no plan, and not even a dry run.</summary>
[Trait("Seed", "2-9")]
[Trait("Seed", "2-10")]
public sealed class ForbiddenRequestsTests
{
    private static readonly ObjectRef Bare = new("Deployment", "shop", "bare");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kube-system", "x", "KAOS never writes in kube-system")]
    [InlineData("Kube-System", "x", "No object can be called so")]
    [InlineData("kube-system ", "x", "No object can be called so")]
    [InlineData("\u043aube-system", "x", "No object can be called so")]
    [InlineData("shop", "..", "No object can be called so")]
    [InlineData("shop", "../../kube-system/configmaps/x", "No object can be called so")]
    [InlineData("shop", "bare/scale", "No object can be called so")]
    public async Task Apply_OnANameThatLeadsElsewhere_HasNoPlan(string place, string name, string why) =>
        (await WhyNotAsync("apply", new("ConfigMap", place, name),
            ("manifest", """{"kind":"ConfigMap","data":{"a":"b"}}""")))
            .ShouldContain(why);

    [Theory]
    [InlineData("""{"spec":{"replicas":0}}""", "0 replicas is outside 2 to 20")]
    [InlineData("""{"spec":{"replicas":500}}""", "500 replicas is outside 2 to 20")]
    [InlineData("""{"metadata":{"finalizers":["example.com/stay"]}}""", "metadata.finalizers decides")]
    [InlineData("""{"metadata":{"ownerReferences":[{"kind":"Node","name":"node-1"}]}}""",
        "metadata.ownerReferences decides")]
    [InlineData("""{"metadata":{"namespace":"kube-system"}}""", "is not one of Deployment/shop/bare")]
    [InlineData("""{"metadata":{"name":"web"}}""", "is not one of Deployment/shop/bare")]
    [InlineData("""{"spec":{"template":{"spec":{"hostPID":true}}}}""", "privileged")]
    [InlineData("""{"spec":{"template":{"spec":{"volumes":[{"name":"v","hostPath":{"path":"/"}}]}}}}""", "privileged")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"app","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}}]}}}}""",
        "privileged")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"app","securityContext":{"procMount":"Unmasked"}}]}}}}""",
        "privileged")]
    public async Task Apply_OfAManifestThatGoesTooFar_HasNoPlan(string part, string why)
    {
        var manifest = JsonNode.Parse(part)!;
        manifest["kind"] = "Deployment";

        (await WhyNotAsync("apply", Bare, ("manifest", manifest.ToJsonString()))).ShouldContain(why);
    }

    [Theory]
    [InlineData("delete", "Secret", "shop", "KAOS never changes Secret data: Secret/shop/x")]
    [InlineData("delete", "Namespace", null, "KAOS never changes namespaces")]
    [InlineData("label", "ServiceAccount", "shop", "KAOS never changes identities")]
    [InlineData("scale", "Deployment", "kube-system", "KAOS never writes in kube-system")]
    [InlineData("delete", "ReplicaSet", "shop", "delete is not for a ReplicaSet")]
    public async Task Request_OnWhatIsNeverChanged_HasNoPlan(string action, string kind, string? place, string why) =>
        (await WhyNotAsync(action, new(kind, place, "x"), ("replicas", "0"), ("key", "a"))).ShouldContain(why);

    // The same checks hold for a step that is there already, whoever made it.
    [Theory]
    [InlineData("/spec/template/spec/containers/0/securityContext/privileged", "true", "privileged")]
    [InlineData("/spec/template/spec/containers/0/securityContext/capabilities/add", """["ALL"]""", "privileged")]
    [InlineData("/spec/template/spec/volumes/0/hostPath", """{"path":"/"}""", "privileged")]
    [InlineData("/spec/replicas", "0", "outside 2 to 20")]
    [InlineData("/metadata/finalizers", """["a"]""", "and nothing else")]
    [InlineData("/metadata/ownerReferences", "[]", "and nothing else")]
    [InlineData("/status/replicas", "3", "and nothing else")]
    public void ApplyStep_ThatGoesTooFar_IsAViolation(string path, string value, string why)
    {
        var patch = new JsonArray(
            new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = JsonNode.Parse(value) });
        var step = Samples.ScalePlan().Steps[0] with { Action = ActionNames.Apply, Target = Bare, Patch = patch.ToJsonString() };

        new Kaos.Agent.Grains.Gate.Actions.Apply().Violation(step, patch, new()).ShouldNotBeNull().ShouldContain(why);
    }

    private static async Task<string> WhyNotAsync(string action, ObjectRef target, params (string, string)[] with)
    {
        await using var bench = await TownBench.OpenAsync(Token);

        var offer = await bench.Planner.OfferRequestAsync(
            "shop", "practice", new ChangeRequest(action, target, Samples.Facts(with)),
            TownBench.Finding(RequestFinding.CauseCode, target), Token);

        offer.Plans.ShouldBeEmpty();
        bench.Api.Patches.ShouldBeEmpty();
        return offer.NotOffered.ShouldHaveSingleItem().Why;
    }
}
