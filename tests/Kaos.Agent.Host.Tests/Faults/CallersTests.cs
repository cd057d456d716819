using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// Several callers at one session: who may not, is told so; who decides second, is told what was decided.
/// </summary>
[Collection(nameof(Faults))]
public sealed class CallersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_ActByTheirRoles_AndOneDecisionCounts()
    {
        using var folder = new PracticeFolder();
        var keys = Path.Combine(folder.Path, "keys.yaml");
        await File.WriteAllTextAsync(
            keys,
            $"""
            keys:
              - {Key("alice", "[viewer, operator, approver]", "shop")}
              - {Key("bob", "[viewer, operator]", "shop")}
              - {Key("vic", "[viewer]", "shop")}
              - {Key("eve", "[viewer, operator, approver, admin]", "bakery")}
            """,
            Token);
        await using var kaos = await KaosProcess.StartAsync(
            ["--Cluster=practice", "--Practice:Speed=10", $"--Data:Path={folder.Path}", $"--Auth:KeysFile={keys}",
                "--Auth:Loopback=off"],
            [], Token);
        await kaos.SaidAsync("was handed over", Token);
        using Service alice = new(kaos.Address, "alice"), bob = new(kaos.Address, "bob"), vic = new(kaos.Address,
            "vic"), eve = new(kaos.Address, "eve");
        using var nobody = new Service(kaos.Address);
        var session = await bob.SessionAsync(Token);
        var (offered, _) = await bob.EventAsync(session, "choices-offered", Token);

        (await nobody.GetAsync($"/v1/sessions/{session}", Token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await eve.GetAsync($"/v1/sessions/{session}", Token)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await eve.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.NotFound);
        var (forbidden, why) = await vic.ChooseAsync(session, "rollback-config", Token);
        (forbidden, why["detail"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Forbidden, "A viewer cannot choose."));

        (await bob.ChooseAsync(session, "rollback-config", Token)).Status.ShouldBe(HttpStatusCode.Accepted);
        var (_, asked) = await bob.EventAsync(session, "approval-requested", Token, offered);
        var plan = $"/v1/approvals/{asked["planHash"]!.GetValue<string>()}";
        var (mayNot, ask) = await bob.PostAsync(plan, """{"decision":"approve"}""", Token);
        (mayNot, ask["detail"]!.GetValue<string>())
            .ShouldBe((HttpStatusCode.Forbidden, "Only a person with the approver role decides on plans."));
        (await eve.PostAsync(plan, """{"decision":"approve"}""", Token)).Status.ShouldBe(HttpStatusCode.NotFound);

        var decisions = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(n => alice.PostAsync(plan, $$"""{"decision":"{{(n % 2 == 0 ? "approve" : "reject")}}"}""", Token)));
        decisions.Count(one => one.Status == HttpStatusCode.OK).ShouldBe(1);
        decisions.Where(one => one.Status != HttpStatusCode.OK)
            .ShouldAllBe(one => one.Status == HttpStatusCode.Conflict);
        var events = (await bob.GetAsync($"/v1/sessions/{session}/events", Token)).Body["items"]!.AsArray();
        events.Count(one => one!["event"]!["type"]!.GetValue<string>() == "plan-decided").ShouldBe(1);
    }

    private static string Key(string name, string roles, string tenant) =>
        $$"""{ name: {{name}}, kind: person, roles: {{roles}}, tenants: [{{tenant}}], sha256: {{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}} }""";
}
