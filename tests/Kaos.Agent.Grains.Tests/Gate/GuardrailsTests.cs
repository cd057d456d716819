using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Contracts;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class GuardrailsTests
{
    [Theory]
    [Trait("Seed", "2-9")]
    [InlineData(1, Effect.Deny)]
    [InlineData(2, Effect.Allow)]
    [InlineData(20, Effect.Allow)]
    [InlineData(21, Effect.Deny)]
    public void TypedAction_Replicas_KeepToTheirBounds(int replicas, Effect effect) =>
        new TypedActionRule().Judge(Case(Samples.ScalePlan(replicas))).Effect.ShouldBe(effect);

    [Fact]
    public void TypedAction_PolicyWidensReplicas_IsFollowed()
    {
        var policy = PolicyReader.Read("p.yaml", "rules: [{ name: big, replicas: { min: 1, max: 50 } }]");

        new TypedActionRule().Judge(Case(Samples.ScalePlan(40)) with { Policy = policy }).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    [Trait("Seed", "2-8")]
    public void TypedAction_UnknownAction_IsDenied() =>
        new TypedActionRule().Judge(
            Case(With(Samples.ScalePlan(), step => step with { Action = "format-disk" }))).Effect.ShouldBe(Effect.Deny);

    [Fact]
    public void TypedAction_KindThatTheActionIsNotFor_IsDenied() =>
        new TypedActionRule()
            .Judge(Case(With(Samples.ScalePlan(), step => step with { Target = new("CronJob", "shop", "x") })))
            .Effect.ShouldBe(Effect.Deny);

    [Theory]
    [Trait("Seed", "2-10")]
    [InlineData("Namespace", null)]
    [InlineData("PersistentVolume", null)]
    [InlineData("Role", "shop")]
    [InlineData("ClusterRole", null)]
    [InlineData("RoleBinding", "shop")]
    [InlineData("ClusterRoleBinding", null)]
    [InlineData("NetworkPolicy", "shop")]
    [InlineData("Secret", "shop")]
    [InlineData("ValidatingWebhookConfiguration", null)]
    [InlineData("StatefulSet", "kube-system")]
    public void NeverList_ThingsOnIt_AreDeniedWhoeverApproves(string kind, string? place)
    {
        var plan = With(Samples.ScalePlan(), step => step with { Target = new(kind, place, "x") });

        new NeverList().Judge(Case(plan, Samples.Alice)).Effect.ShouldBe(Effect.Deny);
    }

    [Theory]
    [Trait("Seed", "2-10")]
    [InlineData("KUBE-SYSTEM", "x")]
    [InlineData("kube-system ", "x")]
    [InlineData("kube-system\u200b", "x")]
    [InlineData("\u043aube-system", "x")] // Cyrillic ka
    [InlineData("kube-system/pods", "x")]
    [InlineData("..", "x")]
    [InlineData("shop.eu", "x")]
    [InlineData("", "x")]
    [InlineData("shop", "..")]
    [InlineData("shop", "")]
    [InlineData("shop", "db/scale")]
    [InlineData("shop", "db%2Fscale")]
    [InlineData("shop", "db?dryRun=All")]
    [InlineData("shop", "DB")]
    [InlineData("shop", "db ")]
    [InlineData("shop", "-db")]
    public void NeverList_NamesThatNoObjectCanHave_AreDenied(string place, string name)
    {
        var plan = With(Samples.ScalePlan(), step => step with { Target = new("StatefulSet", place, name) });

        new NeverList().Judge(Case(plan, Samples.Alice)).Effect.ShouldBe(Effect.Deny);
    }

    [Theory]
    [InlineData("Deployment", "shop", "web.v2-1")]
    [InlineData("Node", null, "ip-10-0-0-1.eu-west-1.compute.internal")]
    [InlineData("PostgresCluster", "2-shops", "0db")]
    public void NeverList_NamesAsObjectsHaveThem_AreAllowed(string kind, string? place, string name) =>
        NeverList.Objection(new(kind, place, name)).ShouldBeNull();

    [Fact]
    [Trait("Seed", "2-10")]
    [Trait("Seed", "2-9")]
    public void NeverList_TwoPodsTogether_AreDenied()
    {
        var plan = Samples.ScalePlan();
        plan = plan with
        {
            Steps = [plan.Steps[0] with { Target = new("Pod", "shop", "a") },
                plan.Steps[0] with { Target = new("Pod", "shop", "b") }],
        };

        new NeverList().Judge(Case(plan)).Reason.ShouldContain("several pods");
    }

    [Fact]
    public void NeverList_TwoNamespacesAtOnce_AreDenied()
    {
        var plan = Samples.ScalePlan();
        plan = plan with { Steps = [plan.Steps[0], plan.Steps[0] with { Target = Samples.Db with { Namespace = "other" } }] };

        new NeverList().Judge(Case(plan)).Effect.ShouldBe(Effect.Deny);
    }

    [Fact]
    public void NeverList_OrdinaryPlan_IsAllowed() =>
        new NeverList().Judge(Case(Samples.ScalePlan())).Effect.ShouldBe(Effect.Allow);

    [Fact]
    public void Approval_PersonWithTheRole_IsEnough() =>
        new ApprovalRule().Judge(Case(Samples.ScalePlan(), Samples.Alice)).Effect.ShouldBe(Effect.Allow);

    [Fact]
    [Trait("Seed", "1-23")]
    public void Approval_NobodyAgentViewerOrStranger_IsAskedFor()
    {
        var plan = Samples.ScalePlan();
        var agent = Samples.Alice with { Kind = PrincipalKind.Agent };
        var viewer = Samples.Alice with { Roles = [Role.Viewer] };
        var stranger = Samples.Alice with { Tenants = ["other"] };

        new ApprovalRule().Judge(Case(plan)).Effect.ShouldBe(Effect.Ask);
        new ApprovalRule().Judge(Case(plan, agent)).Effect.ShouldBe(Effect.Ask);
        new ApprovalRule().Judge(Case(plan, viewer)).Effect.ShouldBe(Effect.Ask);
        new ApprovalRule().Judge(Case(plan, stranger)).Effect.ShouldBe(Effect.Ask);
        new ApprovalRule().Judge(Case(plan, agent, Samples.Alice)).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void Approval_PolicyWantsTwo_OneTwiceIsNotTwo()
    {
        var policy = PolicyReader.Read("p.yaml", "rules: [{ name: four-eyes, approvals: 2 }]");
        var bob = Samples.Alice with { Name = "bob" };

        new ApprovalRule().Judge(
            Case(
                Samples.ScalePlan(), Samples.Alice,
                Samples.Alice) with
            { Policy = policy }).Effect.ShouldBe(Effect.Ask);
        new ApprovalRule().Judge(
            Case(Samples.ScalePlan(), Samples.Alice, bob) with { Policy = policy }).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void Maturity_Propose_DeniesWithTheCommandsToRunByHand()
    {
        var opinion = new MaturityRule()
            .Judge(Case(Samples.ScalePlan()) with { Reached = new(Maturity.Propose, "as every class") });

        opinion.Effect.ShouldBe(Effect.Deny);
        opinion.Reason.ShouldContain("KAOS may only propose here");
        opinion.Reason.ShouldContain("kubectl scale statefulset/db --namespace shop --replicas=3");
    }

    [Fact]
    public void Level_Act_IsNeverReachedWithoutABroker() =>
        (Case(Samples.ScalePlan()) with { Reached = new(Maturity.Act, "raised") }).Level.ShouldBe(Maturity.Approve);

    [Theory]
    [InlineData("", 0.9, Risk.Low, Effect.Allow, "Nobody has to be asked")]
    [InlineData("", 0.75, Risk.None, Effect.Allow, "Nobody has to be asked")]
    [InlineData("", 0.74, Risk.Low, Effect.Ask, "confidence is 0.74")]
    [InlineData("", double.NaN, Risk.Low, Effect.Ask, "confidence")]
    [InlineData("", 0.9, Risk.Medium, Effect.Ask, "risk is Medium")]
    [InlineData(", act: { confidence: 0.95 }", 0.9, Risk.Low, Effect.Ask, "alone from 0.95")]
    [InlineData(", act: { risk: medium }", 0.9, Risk.Medium, Effect.Allow, "Nobody has to be asked")]
    [InlineData(", approvals: 2", 0.9, Risk.Low, Effect.Ask, "2 approvers")]
    [InlineData(", ceiling: approve", 0.9, Risk.Low, Effect.Ask, "is at Approve")]
    public void OwnChoice_AtAct_NeedsNobodyWithinThePolicy(
        string more, double confidence, Risk risk, Effect effect, string why)
    {
        var opinion = new ApprovalRule().Judge(Alone(confidence, risk, more));

        opinion.Effect.ShouldBe(effect);
        opinion.Reason.ShouldContain(why);
    }

    [Fact]
    public void OwnChoice_WithoutAWayBack_AsksAPerson()
    {
        var @case = Alone();
        var oneWay = @case with { Plan = With(@case.Plan, step => step with { Inverse = null }) };

        new ApprovalRule().Judge(oneWay).Reason.ShouldContain("cannot be undone");
        new ApprovalRule().Judge(
            oneWay with { Consent = oneWay.Consent with { Approvers = [Samples.Alice] } }).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void OwnChoice_JustAfterAWriteOrInAStorm_AsksAPerson()
    {
        new CoolDownRule()
            .Judge(Alone() with { Past = new(TimeSpan.FromMinutes(1), 1, 0) }).Effect.ShouldBe(Effect.Ask);
        new StormRule().Judge(Alone() with { Past = new(null, 0, 11) }).Effect.ShouldBe(Effect.Ask);
    }

    [Fact]
    public void Maturity_WithoutABroker_SaysThatActStaysOff()
    {
        new MaturityRule().Judge(Alone() with { HasBroker = false }).Reason.ShouldContain(
            "Act stays off: no grant broker is installed");
        new MaturityRule().Judge(Alone()).Reason.ShouldContain("is at Act: KAOS carries out what it chooses");
        new MaturityRule().Judge(Alone(more: ", ceiling: approve")).Reason.ShouldContain("ceiling is Approve");
    }

    [Fact]
    public void Choice_OfSomebodyElse_AtActStillNeedsAnApprover() =>
        new ApprovalRule().Judge(Alone() with { Consent = Consent.None }).Effect.ShouldBe(Effect.Ask);

    [Fact]
    [Trait("Seed", "0-15")]
    public void Level_PolicyUnreadable_IsPropose()
    {
        var @case = Case(Samples.ScalePlan(), Samples.Alice) with { PolicyProblem = "p.yaml, line 3: not YAML" };

        @case.Level.ShouldBe(Maturity.Propose);
        new PolicyReadableRule().Judge(@case).Reason.ShouldContain("line 3");
    }

    [Fact]
    [Trait("Seed", "1-24")]
    public void PlanHash_ChangedPlan_IsDenied()
    {
        var plan = Samples.ScalePlan();

        new PlanHashRule().Judge(Case(plan)).Effect.ShouldBe(Effect.Allow);
        new PlanHashRule().Judge(Case(plan with { Summary = "other" })).Effect.ShouldBe(Effect.Deny);
    }

    [Fact]
    public void ReadSet_ObjectThatWasNotRead_IsDenied() =>
        new ReadSetRule().Judge(Case(Samples.ScalePlan() with { ReadSet = [] })).Effect.ShouldBe(Effect.Deny);

    [Fact]
    public void Brake_CoolDown_AsksUnlessAPersonDecides()
    {
        var past = new PastActions(TimeSpan.FromMinutes(1), 1, 0);

        new CoolDownRule().Judge(Case(Samples.ScalePlan()) with { Past = past }).Effect.ShouldBe(Effect.Ask);
        new CoolDownRule()
            .Judge(Case(Samples.ScalePlan(), Samples.Alice) with { Past = past }).Effect.ShouldBe(Effect.Allow);
        new CoolDownRule()
            .Judge(Case(Samples.ScalePlan()) with { Past = past with { SinceLastWrite = TimeSpan.FromMinutes(6) } })
            .Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    public void Brake_AttemptsUsedUp_DeniesAlsoWithApproval() =>
        new AttemptsRule().Judge(Case(Samples.ScalePlan(), Samples.Alice) with { Past = new PastActions(null, 5, 0) })
            .Effect.ShouldBe(Effect.Deny);

    [Fact]
    public void Brake_Storm_Asks() =>
        new StormRule()
            .Judge(Case(Samples.ScalePlan()) with { Past = new PastActions(null, 0, 11) }).Effect.ShouldBe(Effect.Ask);

    [Fact]
    public void PlanHash_IsStableThroughStorage()
    {
        var plan = Samples.ScalePlan();

        var stored = System.Text.Json.JsonSerializer.Deserialize(
            System.Text.Json.JsonSerializer.Serialize(plan, KaosJson.Default.Plan), KaosJson.Default.Plan);

        PlanHashing.Of(stored!).ShouldBe(plan.Hash);
        plan.Hash.Length.ShouldBe(64);
    }

    [Fact]
    public void KillSwitch_Stopped_DeniesWithWhoAndWhy()
    {
        var opinion = new KillSwitchRule()
            .Judge(Case(Samples.ScalePlan(), Samples.Alice) with { Stopped = "person:bob: a drill." });

        opinion.Effect.ShouldBe(Effect.Deny);
        opinion.Reason.ShouldContain("person:bob: a drill.");
        new KillSwitchRule().Judge(Case(Samples.ScalePlan())).Effect.ShouldBe(Effect.Allow);
    }

    [Fact]
    [Trait("Seed", "1-23")]
    public void Approval_PolicyWantsAnother_TheRequesterIsNotEnough()
    {
        var policy = PolicyReader.Read("p.yaml", "rules: [{ name: two-people, separateApprover: true }]");
        var bob = Samples.Alice with { Name = "bob" };
        var own = Case(Samples.ScalePlan()) with { Policy = policy, Consent = new([Samples.Alice], Samples.Alice) };

        new ApprovalRule().Judge(own).ShouldSatisfyAllConditions(
            opinion => opinion.Effect.ShouldBe(Effect.Ask), opinion => opinion.Reason.ShouldContain("somebody else"));
        new ApprovalRule()
            .Judge(own with { Consent = new([Samples.Alice, bob], Samples.Alice) }).Effect.ShouldBe(Effect.Allow);
        new ApprovalRule().Judge(own with { Policy = TenantPolicy.Default }).Effect.ShouldBe(Effect.Allow);
    }

    [Theory]
    [Trait("Seed", "0-3")]
    [InlineData("tenants: [{ name: shop, tier: agentic }]", Effect.Allow)]
    [InlineData("tenants: [{ name: '*', tier: agentic }]", Effect.Allow)]
    [InlineData("tenants: [{ name: '*', tier: agentic }, { name: shop, tier: basic }]", Effect.Deny)]
    [InlineData("tenants: [{ name: other, tier: agentic }]", Effect.Deny)]
    [InlineData("", Effect.Deny)]
    public void Entitlement_TenantWithoutTheTier_IsOnlyProposedTo(string tenants, Effect effect)
    {
        var policy = PolicyReader.Read("p.yaml", $"{tenants}\nrules: [{{ name: all }}]");
        var @case = Case(Samples.ScalePlan(), Samples.Alice) with { Policy = policy };

        new EntitlementRule().Judge(@case).Effect.ShouldBe(effect);
        @case.Level.ShouldBe(effect == Effect.Allow ? Maturity.Approve : Maturity.Propose);
    }

    [Fact]
    [Trait("Seed", "3-14")]
    public void Monitor_RuleThatWouldDeny_IsToldAndDecidesNothing()
    {
        var policy = PolicyReader.Read("p.yaml", """
            rules:
              - name: all
              - name: soon
                monitor: true
                actions: [rollout-restart]
            """);
        var @case = Case(Samples.ScalePlan(), Samples.Alice) with { Policy = policy };

        new AllowedRule().Judge(@case).Effect.ShouldBe(Effect.Allow);
        var opinion = new MonitorRule().Judge(@case);
        opinion.Effect.ShouldBe(Effect.Allow);
        opinion.Reason.ShouldContain("allowed would deny");
    }

    [Fact]
    public void BlastRadius_MoreObjectsThanThePolicyAllows_IsDenied()
    {
        var policy = PolicyReader.Read("p.yaml", "rules: [{ name: one, objects: 1 }]");
        var plan = Samples.ScalePlan();
        plan =
            plan with { Steps = [plan.Steps[0], plan.Steps[0] with { Target = new("ConfigMap", "shop", "settings") }] };

        new BlastRadiusRule().Judge(Case(plan) with { Policy = policy }).Effect.ShouldBe(Effect.Deny);
        new BlastRadiusRule().Judge(Case(plan)).Effect.ShouldBe(Effect.Allow);
    }

    private static GateCase Alone(
        double confidence = 0.9, Risk risk = Risk.Low, string more = "") => Case(Samples.ScalePlan()) with
        {
            Policy = PolicyReader.Read("p.yaml",
            $"tenants: [{{ name: '*', tier: agentic }}]\nrules: [{{ name: all{(more.Contains("ceiling") ? "" : ", ceiling: act")}{more} }}]"),
            Reached = new(Maturity.Act, "raised"),
            HasBroker = true,
            Consent = Consent.None with { Own = new(confidence, risk) },
        };

    private static GateCase Case(Plan plan, params ImmutableArray<Principal> approvers) =>
        new(
            plan, new([.. approvers]), TenantPolicy.Default, null, new(Maturity.Approve, "raised"), null,
            PastActions.None, Samples.At);

    private static Plan With(Plan plan, Func<PlanStep, PlanStep> change) =>
        plan with { Steps = [change(plan.Steps[0])] };
}
