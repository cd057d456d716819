using System.Text.RegularExpressions;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Policy;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Plans;
using Kaos.Tests.Shared.Time;

namespace Kaos.Agent.Grains.Tests.Gate;

public sealed class PolicyTests
{
    private const string Text = """
        rules:
          - name: everybody
            ceiling: approve
            workflows: [scale-statefulset, rollback-config]
          - name: shop-nights
            namespaces: ["sho*"]
            windows: [mon-fri 22:00-04:00]
            replicas: { max: 6 }
            brake: { coolDown: 10m, attemptsPerDay: 2 }
        """;

    [Fact]
    [Trait("Seed", "3-14")]
    [Trait("Seed", "0-15")]
    public void Policy_SeveralRulesMatch_TheStrictestOfEachWins()
    {
        var rules = PolicyReader.Read("p.yaml", Text).For("shop", "c", ["shop"]);

        rules.Names.ShouldBe("everybody, shop-nights");
        rules.Ceiling.ShouldBe(Maturity.Approve);
        rules.Bounds.MaxReplicas.ShouldBe(6);
        rules.CoolDown.ShouldBe(TimeSpan.FromMinutes(10));
        rules.AttemptsPerDay.ShouldBe(2);
        rules.Workflows.ShouldNotBeNull().Count.ShouldBe(2);
    }

    [Fact]
    public void Policy_TheExampleOfTheDocuments_ReadsAndSaysWhatItsWordsSay()
    {
        var path = Repository.File("docs", "policy.yaml");
        var policy = PolicyReader.Read(path, File.ReadAllText(path));

        policy.Entitles("shop").ShouldBeTrue();
        policy.Entitles("bank").ShouldBeFalse();
        var production = policy.For("shop", "prod-eu", ["shop-till"]);
        (production.Names, production.Ceiling).ShouldBe(("everybody, production", Maturity.Approve));
        production.SeparateApprover.ShouldBeTrue();
        production.MaxObjects.ShouldBe(2);
        policy.Enforced().For("shop", "prod-eu", ["shop-till"]).Approvals.ShouldBe(2);
    }

    [Fact]
    public void Policy_EveryFieldOfARule_IsInTheDocument()
    {
        var document = File.ReadAllText(Repository.File("docs", "policy.md"));
        var reader = File.ReadAllText(
            Repository.File("src", "Kaos.Agent.Grains", "Gate", "Policy", "PolicyReader.cs"));
        var fields = Regex.Matches(
                reader, @"(?:(?:Inner|Has|FlagOr|Texts|WholeOr|DurationOr|NumberOr|TextOr)\(|Patterns\(yaml, )""(?<field>\w+)""",
                RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
            .Select(match => match.Groups["field"].Value).Distinct().ToList();

        fields.Count.ShouldBeGreaterThan(15);
        fields.Where(field => !document.Contains($"`{field}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Policy_NoRuleMatches_AllowsNothing()
    {
        var policy = PolicyReader.Read("p.yaml", "rules: [{ name: a, tenants: [other] }]");

        var rules = policy.For("shop", "c", ["shop"]);

        rules.Ceiling.ShouldBe(Maturity.Propose);
        rules.Workflows.ShouldBe([]);
    }

    [Theory]
    [InlineData("2026-11-20T23:00:00Z", Effect.Allow)] // a Friday
    [InlineData("2026-11-21T03:59:00Z", Effect.Allow)]
    [InlineData("2026-11-21T23:00:00Z", Effect.Deny)]
    [InlineData("2026-11-20T12:00:00Z", Effect.Deny)]
    public void Window_PastMidnight_BelongsToTheDayItBegan(string now, Effect effect)
    {
        var @case = new GateCase(
            Samples.ScalePlan(), Consent.None, PolicyReader.Read("p.yaml", Text), null, new(Maturity.Approve, "raised"),
            null, PastActions.None,
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        new WindowRule().Judge(@case).Effect.ShouldBe(effect);
    }

    [Fact]
    [Trait("Seed", "0-15")]
    public void Environments_RuleForOne_AppliesInItsPlacesOnly()
    {
        var policy = PolicyReader.Read("p.yaml", """
            environments:
              - { name: production, clusters: [prod-*], namespaces: [shop, pay] }
            rules:
              - { name: all }
              - { name: careful, environments: [production], ceiling: propose }
            """);

        policy.For("t", "prod-east", ["shop"]).Ceiling.ShouldBe(Maturity.Propose);
        policy.For("t", "prod-east", ["tools"]).Ceiling.ShouldBe(Maturity.Approve);
        policy.For("t", "dev", ["shop"]).Ceiling.ShouldBe(Maturity.Approve);
    }

    [Fact]
    public void Clusters_NamedInAnotherCase_AreTheSame() =>
        PolicyReader.Read("p.yaml", "rules: [{ name: all }, { name: careful, clusters: [PROD-*], ceiling: propose }]")
            .For("t", "prod-east", ["shop"]).Ceiling.ShouldBe(Maturity.Propose);

    [Fact]
    [Trait("Seed", "3-13")]
    public void Digest_AnotherText_IsAnother()
    {
        var one = PolicyReader.Read("p.yaml", "rules: [{ name: a }]");
        var two = PolicyReader.Read("p.yaml", "rules: [{ name: b }]");

        one.Digest.Length.ShouldBe(64);
        one.Digest.ShouldNotBe(two.Digest);
    }

    [Theory]
    [InlineData("rules: [{ name: a, environments: [mars] }]", "mars")]
    [InlineData("tenants: [{ name: a, tier: gold }]\nrules: [{ name: a }]", "gold")]
    [InlineData("rules: []", "at least one rule")]
    [InlineData("rules: [{ name: a, actions: [format-disk] }]", "format-disk")]
    [InlineData("rules: [{ name: a, windows: [sometimes] }]", "sometimes")]
    [InlineData("rules: [{ name: a, celing: act }]", "celing")]
    [InlineData("rules: [{ name: a, ceiling: god }]", "god")]
    [InlineData("rules: [{ name: a, namespaces: [\u0440rod], ceiling: propose }]", "another alphabet")] // Cyrillic er
    [InlineData("rules: [{ name: a, namespaces: [Prod] }]", "can match no namespace")]
    [InlineData("rules: [{ name: a, namespaces: ['prod '] }]", "can match no namespace")]
    [InlineData("rules: [{ name: a, namespaces: [] }]", "the list is empty")]
    [InlineData("rules: [{ name: a, clusters: [\u0440rod] }]", "several alphabets")]
    [InlineData("rules: [{ name: a, tenants: ['shop '] }]", "holds spaces")]
    [InlineData("environments: [{ name: a, namespaces: [\u0430] }]\nrules: [{ name: a }]", "another alphabet")]
    [InlineData("tenants: [{ name: a }, { name: a, tier: agentic }]\nrules: [{ name: a }]", "'a' is listed twice")]
    [InlineData("environments: [{ name: e }, { name: e }]\nrules: [{ name: a }]", "'e' is listed twice")]
    public void Reader_BrokenPolicy_IsRefusedWithTheReason(string text, string part) =>
        Should.Throw<CatalogFormatException>(() => PolicyReader.Read("p.yaml", text)).Message.ShouldContain(part);

    [Fact]
    [Trait("Seed", "0-15")]
    public void File_BrokenMissingAndMended_IsReadAgain()
    {
        var path = Path.Combine(Path.GetTempPath(), $"kaos-policy-{Environment.ProcessId}.yaml");
        try
        {
            var file = new PolicyFile(path, new FakeTime());
            file.Read().Problem.ShouldNotBeNull();

            File.WriteAllText(path, Text);
            file.Read().Policy.Rules.Length.ShouldBe(2);
            file.Read().Problem.ShouldBeNull();

            File.WriteAllText(path, "rules: [{ name: a, ceiling: god }]");
            file.Read().Policy.Rules.Length.ShouldBe(2, "the last good one");
            file.Read().Problem.ShouldNotBeNull().ShouldContain("line 1");
            new PolicyFile(null, new FakeTime()).Read().Policy.ShouldBe(TenantPolicy.Default);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // As the kubelet does it: the file is a link that stays, to a link that is put in another's place.
    [Fact]
    [Trait("Seed", "0-15")]
    public void File_OfAMountedConfigMap_IsReadAgainWhenTheConfigMapChanges()
    {
        var folder = Directory.CreateTempSubdirectory("kaos-policy-");
        try
        {
            var (data, path) = (Path.Combine(folder.FullName, "..data"), Path.Combine(folder.FullName, "policy.yaml"));
            Directory.CreateSymbolicLink(data, Version("1", "rules: [{ name: a, ceiling: act }]"));
            File.CreateSymbolicLink(path, Path.Combine("..data", "policy.yaml"));
            var time = new FakeTime();
            var file = new PolicyFile(path, time);
            file.Read().Policy.Rules.Single().Ceiling.ShouldBe(Maturity.Act);

            time.Advance(TimeSpan.FromHours(1));
            Directory.Delete(data);
            Directory.CreateSymbolicLink(data, Version("2", "rules: [{ name: a, ceiling: propose }]"));

            var standing = file.Read();
            (standing.Policy.Rules.Single().Ceiling, standing.Since).ShouldBe((Maturity.Propose, time.GetUtcNow()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Version(string name, string text)
        {
            folder.CreateSubdirectory(name);
            File.WriteAllText(Path.Combine(folder.FullName, name, "policy.yaml"), text);
            return name;
        }
    }
}
