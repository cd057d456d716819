using System.Text.RegularExpressions;
using Kaos.Agent.Host.Broker;
using YamlDotNet.RepresentationModel;
using static Kaos.Agent.Host.Tests.Manifests;

namespace Kaos.Agent.Host.Tests.Deploy;

/// <summary>What the admission policies say, held against what the code says.</summary>
public sealed partial class AdmissionTests
{
    [Fact]
    public async Task Minting_ClosedTable_IsTheBrokersOwn()
    {
        var policy = await PolicyAsync("kaos-minting");
        var table = List(At(policy, "spec"), "variables").Single(variable => Text(variable, "name") == "table");

        var rights = Row().Matches(Text(table, "expression")).SelectMany(row => row.Groups["verb"].Captures
            .Select(verb => (row.Groups["group"].Value, row.Groups["resource"].Value, verb.Value)));

        rights.ShouldBe(GrantTable.All, ignoreOrder: true);
    }

    [Fact]
    public async Task Onboarded_Role_HoldsWhatTheBrokerGivesAway()
    {
        var role = (await RenderAsync("overlays/broker"))
            .Single(item =>
                Text(item, "kind") == "ClusterRole" && Text(item, "metadata", "name") == "kaos-broker-onboarded");

        var rights = List(role, "rules")
            .SelectMany(rule => Texts(rule, "resources").SelectMany(resource => Texts(rule, "verbs")
                .Select(verb => (Texts(rule, "apiGroups").Single(), resource, verb))))
            .Where(right => right.Item1 != "rbac.authorization.k8s.io");

        rights.ShouldBe(GrantTable.All, ignoreOrder: true);
    }

    // What the broker's code gives where it is switched on, its component lets it hold, and admission lets it mint.
    [Theory]
    [InlineData("broker-exec", "exec", "/pods/exec/create /pods/exec/get")]
    [InlineData("broker-nodes", "nodes", "/nodes/patch")]
    public async Task Component_OfMoreRights_HoldsThemAndLetsAdmissionKnow(string name, string variable, string held)
    {
        var all = await RenderAsync("overlays/broker-all");
        var role = all.Single(item =>
            Text(item, "kind") == "ClusterRole" && Text(item, "metadata", "name") == $"kaos-{name}");

        List(role, "rules").Where(rule => Texts(rule, "apiGroups").Single().Length == 0)
            .SelectMany(rule => Texts(rule, "resources").SelectMany(resource => Texts(rule, "verbs")
                .Select(verb => $"/{resource}/{verb}")))
            .ShouldBe(held.Split(' '));
        Variable(all, variable).ShouldBe("true");
        Variable(await RenderAsync("overlays/broker"), variable).ShouldBe("false");
    }

    // The API server leaves both out where there is none, and an expression that reads what is not there is a refusal.
    [Theory]
    [InlineData("kaos-never", "request.namespace in ", "!has(request.namespace) || ")]
    [InlineData("kaos-never", "request.name != ''", "has(request.name) && ")]
    [InlineData("kaos-minting", "request.name.startsWith", "has(request.name) && ")]
    public async Task Policy_WhatARequestMayLack_IsAskedForFirst(string name, string read, string guard)
    {
        var spec = At(await PolicyAsync(name), "spec");

        Text(spec, "failurePolicy").ShouldBe("Fail");
        List(spec, "validations").Select(validation => Text(validation, "expression"))
            .ShouldContain(expression =>
                expression.Contains(read, StringComparison.Ordinal) &&
                    expression.Contains(guard, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Seed", "2-10")]
    public async Task Never_BindsKaosAndEveryGrant()
    {
        var policy = await PolicyAsync("kaos-never");

        var who = Text(List(At(policy, "spec"), "matchConditions").ShouldHaveSingleItem(), "expression");
        who.ShouldContain("'system:serviceaccount:kaos:kaos'");
        who.ShouldContain("startsWith('system:serviceaccount:kaos-grants:')");
    }

    // Seed row 2-12: RBAC cannot name a field, so the policy has to.
    [Fact]
    [Trait("Seed", "2-12")]
    public async Task Decisions_KaosAccount_WritesThemAndCannotApprove()
    {
        var role = (await RenderAsync("overlays/decisions"))
            .Single(item => Text(item, "kind") == "Role" && Text(item, "metadata", "name") == "kaos-decisions");
        List(role, "rules").SelectMany(rule =>
            Texts(rule, "resources").SelectMany(resource => Texts(rule, "verbs").Select(verb => (resource, verb))))
            .ShouldBe([("agentdecisions", "create"), ("agentdecisions", "patch"), ("agentdecisions/status", "patch")]);

        var spec = At(await PolicyAsync("kaos-decisions"), "spec");
        Text(spec, "failurePolicy").ShouldBe("Fail");
        Texts(List(At(spec, "matchConstraints"), "resourceRules").ShouldHaveSingleItem(), "resources")
            .ShouldBe(["agentdecisions", "agentdecisions/status"]);
        Text(List(spec, "validations").ShouldHaveSingleItem(), "expression")
            .ShouldBe("variables.now == variables.before");
    }

    private static string Variable(List<YamlMappingNode> items, string name)
    {
        var policy = items.Single(item =>
            Text(item, "kind") == "ValidatingAdmissionPolicy" && Text(item, "metadata", "name") == "kaos-minting");
        return Text(List(At(policy, "spec"), "variables").Single(variable => Text(variable, "name") == name),
            "expression");
    }

    private static async Task<YamlMappingNode> PolicyAsync(string name)
    {
        var items = await RenderAsync("overlays/broker");
        var binding = items.Single(item =>
            Text(item, "kind") == "ValidatingAdmissionPolicyBinding" && Text(item, "metadata", "name") == name);
        Texts(At(binding, "spec"), "validationActions").ShouldBe(["Deny", "Audit"]);
        return items.Single(item =>
            Text(item, "kind") == "ValidatingAdmissionPolicy" && Text(item, "metadata", "name") == name);
    }

    [GeneratedRegex(
        "'(?<group>[a-z0-9.]*)/(?<resource>[a-z/]+)': \\[(?:'(?<verb>[a-z]+)'(?:, )?)+\\]", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
