using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Kubernetes.Snapshots;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

/// <summary>
/// "Why was I refused" is answered at once, from the refusal's own words and the roles that there are.
/// </summary>
public class RefusalTests
{
    private const string Refused =
        "deployments.apps is forbidden: User \"system:serviceaccount:shop:robot\" cannot list resource \"deployments\" " +
        "in API group \"apps\" in the namespace \"shop\"";

    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Namespace("shop") + Worlds.Deployment("shop", "operator").Replace(
            "spec: { nodeName: node-1, containers", "spec: { serviceAccountName: robot, nodeName: node-1, containers",
            StringComparison.Ordinal) + Worlds.Deployment("shop", "cart") + """
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: robot, namespace: shop }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: reads, namespace: shop }
        rules: [ { apiGroups: [apps], resources: [deployments], verbs: [get] }, { apiGroups: [""], resources: [pods], verbs: [list] } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: robot-reads, namespace: shop }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reads }
        subjects: [ { kind: ServiceAccount, name: robot, namespace: shop } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: view }
        rules: [ { apiGroups: [""], resources: [pods], verbs: [get, list, watch] } ]
        ---

        """);

    [Theory]
    [InlineData(Refused)]
    [InlineData("why was my request forbidden: Error from server (Forbidden): " + Refused)]
    public async Task Refusal_Pasted_NamesTheRoleThatLacksTheVerbAndTheSmallestFix(string sentence)
    {
        var answer = (await ReadAsync(sentence, World)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain("Role shop/reads allows get on deployments, not list");
        answer.Text.ShouldContain("verbs: [\"list\"]");
        answer.Data!.Value.GetProperty("tool").GetString().ShouldBe("access_review");
        answer.Data!.Value.GetProperty("allowed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Refusal_OfWhatIsAllowedByNow_SaysToTryAgain() =>
        (await ReadAsync(
            "pods is forbidden: User \"system:serviceaccount:shop:robot\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"",
            World)).ShouldBeOfType<Heard.Answer>().Text.ShouldContain("Try again");

    [Fact]
    public async Task Refusal_OfAUserWithoutRoles_GivesNoManifest()
    {
        var answer = (await ReadAsync(
            "secrets is forbidden: User \"jane\" cannot list resource \"secrets\" in API group \"\" in the namespace \"shop\"",
            World)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain("User jane may not list secrets in namespace shop");
        answer.Text.ShouldNotContain("apiVersion");
    }

    [Theory]
    [InlineData("why does operator get 403 from the api server?")]
    [InlineData("why is the operator pod forbidden to list deployments")]
    public async Task Workload_WhoseLogNamesTheRefusal_IsAnsweredWithoutAnInvestigation(string sentence)
    {
        var world = World with
        {
            Logs =
                [new LogText("shop", "operator-7b4d9c6f5d-x2k4p", "app", false,
                    ["starting", "E0301 " + Refused, "retrying"])],
        };

        var answer = (await ReadAsync(sentence, world)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain("Pod shop/operator-7b4d9c6f5d-x2k4p runs as ServiceAccount shop/robot");
        answer.Text.ShouldContain("Role shop/reads allows get on deployments, not list");
    }

    [Fact]
    public async Task Workload_WhoseLogSaysNothingOfIt_IsInvestigated() =>
        (await ReadAsync("why does cart get 403?", World)).ShouldBeOfType<Heard.Trouble>()
            .Signal.Subject.Name.ShouldBe("cart");

    [Theory]
    [InlineData("which pods use the robot service account?", "operator-", "cart-")]
    [InlineData("which pods use the default service account in shop", "cart-", "operator-")]
    public async Task Pods_OfAnAccount_AreListed(string sentence, string holds, string lacks)
    {
        var text = (await ReadAsync(sentence, World)).ShouldBeOfType<Heard.Answer>().Text;

        text.ShouldContain(holds);
        text.ShouldNotContain(lacks);
    }

    [Theory]
    [InlineData("what may robot read?")]
    [InlineData("what may operator read?")]
    public async Task Reading_AskedOfAnAccountOrOfWhatRunsAsIt_IsListed(string sentence)
    {
        var text = (await ReadAsync(sentence, World)).ShouldBeOfType<Heard.Answer>().Text;

        text.ShouldContain("may read this");
        text.ShouldContain("deployments");
    }

    private static Task<Heard> ReadAsync(string sentence, ClusterSnapshot world) =>
        new SentenceIntake(new FixedClusters(world))
            .ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);
}
