using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Diagnosis.Access;
using Kaos.Kubernetes.Snapshots;
using Heard = Kaos.Agent.Grains.Desk.Intake;

namespace Kaos.Agent.Grains.Tests.Intake;

public class AccessTests
{
    private static readonly ClusterSnapshot World = Worlds.FromYaml(
        Worlds.Namespace("shop") + Worlds.Namespace("web") + Worlds.Deployment("shop", "cart") + """
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: ci, namespace: shop }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: leftover, namespace: shop }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: root, namespace: web }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: deployer, namespace: shop }
        rules:
        - { apiGroups: [""], resources: [pods], verbs: [get, delete] }
        - { apiGroups: [""], resources: [secrets], resourceNames: [tls], verbs: [get] }
        - { apiGroups: [apps], resources: ["*/scale"], verbs: [patch] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: ci-deploys, namespace: shop }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer }
        subjects: [ { kind: ServiceAccount, name: ci } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: everything }
        rules: [ { apiGroups: ["*"], resources: ["*"], verbs: ["*"] } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: root-of-web }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything }
        subjects: [ { kind: ServiceAccount, namespace: web, name: root }, { kind: User, name: Alice } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: sum }
        aggregationRule: { clusterRoleSelectors: [ { matchLabels: { into: sum } } ] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: part, labels: { into: sum } }
        rules: [ { apiGroups: [""], resources: [nodes], verbs: [get, list] } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: ops-see }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sum }
        subjects: [ { kind: Group, name: ops }, { kind: Group, name: "system:serviceaccounts:shop" } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: bob-helps, namespace: shop }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer }
        subjects: [ { kind: User, name: bob@example.org } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: scrape }
        rules: [ { nonResourceURLs: [ "/metrics", "/metrics/*" ], verbs: [get] } ]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: scrape }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scrape }
        subjects: [ { kind: Group, name: scrapers } ]
        """);

    private static readonly AccessSubject Ci = new("ServiceAccount", "shop", "ci");

    [Fact]
    public void WhoMay_InANamespace_CountsRolesThereAndClusterRoles() =>
        AccessRules.WhoMay(World.Objects, new AccessAction("delete", "", "pods", "shop"))
            .Select(grant => grant.Subject.ToString())
            .ShouldBe(["ServiceAccount shop/ci", "ServiceAccount web/root", "User Alice", "User bob@example.org"]);

    [Fact]
    public void WhoMay_InAnotherNamespace_LeavesOutItsRoleBindings() =>
        AccessRules.WhoMay(World.Objects, new AccessAction("delete", "", "pods", "web"))
            .Select(grant => grant.Subject.ToString())
            .ShouldBe(["ServiceAccount web/root", "User Alice"]);

    [Fact]
    public void WhoMay_ThroughAnAggregatedRole_IsFoundBeforeAnyControllerSumsUp() =>
        AccessRules.May(World.Objects, Ci, new AccessAction("list", "", "nodes", null)).ShouldHaveSingleItem()
            .Subject.Name.ShouldBe("system:serviceaccounts:shop");

    [Theory]
    [InlineData("get", "tls", true)]
    [InlineData("get", "other", false)]
    [InlineData("list", null, false)]
    public void Rule_ForSomeNames_AllowsOnlyThose(string verb, string? name, bool expected) =>
        AccessRules.May(World.Objects, Ci, new AccessAction(verb, "", "secrets", "shop", name)).Any()
            .ShouldBe(expected);

    [Theory]
    [InlineData("deployments/scale", true)]
    [InlineData("deployments", false)]
    public void Rule_ForASubresourceOfAll_AllowsNothingElse(string resource, bool expected) =>
        AccessRules.May(World.Objects, Ci, new AccessAction("patch", "apps", resource, "shop")).Any()
            .ShouldBe(expected);

    [Fact]
    public void RoleBinding_GivesNothingOfTheClustersOwnObjects() =>
        AccessRules.WhoMay(World.Objects, new AccessAction("delete", "", "pods", null)).Select(grant => grant.Namespace)
            .ShouldBe(["shop", null, null, "shop"]);

    [Fact]
    public void Audit_NamesUnusedDefaultAndClusterAdmin()
    {
        var audit = AccountAudit.Of(World.Objects, null).ToDictionary(account =>
            $"{account.Namespace}/{account.Name}", account => string.Join("; ", account.Remarks));

        audit["shop/leftover"].ShouldBe("unused");
        audit["shop/ci"].ShouldBe("no workload uses it, and it has rights");
        audit["web/root"].ShouldStartWith("has cluster-admin");
        audit["shop/default"].ShouldContain("default account in use");
    }

    [Theory]
    [InlineData("who can delete pods in shop?", "ServiceAccount shop/ci")]
    [InlineData("who is allowed to read secrets in shop", "tls")]
    [InlineData("who can scale deployments in shop", "RoleBinding shop/ci-deploys")]
    [InlineData("who has cluster-admin?", "User Alice")]
    [InlineData("can alice delete pods in shop?", "Yes: User Alice may delete pods")]
    [InlineData("can ci delete pods in web?", "No: ServiceAccount shop/ci may not")]
    [InlineData("can ci exec pods in shop?", "No: ")]
    [InlineData("what can the service account ci do?", "*/scale")]
    [InlineData("which permissions does the serviceaccount root have", "everywhere")]
    [InlineData("audit the service accounts", "unused")]
    [InlineData("audit the service accounts", "may do everything: web/root.")]
    [InlineData("what may ci do?", "get,delete")]
    [InlineData("can bob@example.org delete pods in shop?", "Yes: User bob@example.org may delete pods")]
    [InlineData("can bob delete pods in shop?", "RoleBinding shop/bob-helps -> Role deployer -> get,delete on pods")]
    [InlineData("can ci get secret other in shop?", "On that it has get in shop, only tls")]
    [InlineData("can ci get secret tls in shop?", "Yes: ")]
    [InlineData("who can get /metrics/slis?", "1 may get /metrics/slis")]
    [InlineData("can the group ops list nodes?", "ClusterRole sum (from part) -> get,list on nodes")]
    public async Task Question_AboutRights_IsAnsweredFromRolesAndBindings(string sentence, string expected)
    {
        var answer = (await ReadAsync(sentence, World)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain(expected);
        answer.Text.ShouldContain("prod-us-east");
    }

    [Fact]
    public async Task Question_AboutAnUnknownSubject_NamesTheNearest() =>
        (await ReadAsync("can cii delete pods in shop?",
            World)).ShouldBeOfType<Heard.Unclear>().Text.ShouldContain("shop/ci");

    [Fact]
    public async Task Question_WhereRolesCannotBeRead_IsNotKnown()
    {
        var blind =
            World with { NotRead = [new UnreadPart("clusterroles.rbac.authorization.k8s.io", "403 forbidden")] };

        var answer = (await ReadAsync("who can delete pods in shop?", blind)).ShouldBeOfType<Heard.Answer>();

        answer.Text.ShouldContain("is not known");
        answer.Text.ShouldNotContain("ServiceAccount");
    }

    private static Task<Heard> ReadAsync(string sentence, ClusterSnapshot world) =>
        new SentenceIntake(new FixedClusters(world))
            .ReadAsync(sentence, new Listener(["*"]), TestContext.Current.CancellationToken);
}
