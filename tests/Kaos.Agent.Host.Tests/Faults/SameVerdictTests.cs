using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// The same request by A2A (both bindings), REST, MCP and command line: the same verdict by the same rule for the same
/// reason, and the same entries in the log.
/// </summary>
[Collection(nameof(Faults))]
public sealed class SameVerdictTests : IDisposable
{
    private const string OnlyApprovers = "Only a person with the approver role decides on plans.";

    // One workload for each edge: what one edge has written is not in the way of the next.
    private static readonly string[] Workloads = ["storefront", "cart", "catalog", "recommendations", "search"];

    // What a conversation is made of; the rest is what was decided and done.
    private static readonly string[] Told =
        ["narrated", "task-attached", "task-detached", "message-received", "answered", "driver-started", "progressed",
            "effect-measured", "verified"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kaos-edges-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "0-2")]
    public async Task Request_ByEveryEdge_GetsTheSameVerdictAndTheSameEntriesInTheLog()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 60, Token);
        await using var kaos = await cluster.StartAsPracticeAsync(
            Token, $"--Policy:Path={await PolicyAsync()}", $"--Auth:KeysFile={await KeysAsync()}",
            "--Auth:Loopback=off");
        Edge[] edges =
        [
            new RestEdge(kaos.Address), new A2AEdge(kaos.Address, "JSONRPC"), new A2AEdge(kaos.Address, "HTTP+JSON"),
            new McpEdge(kaos.Address),
            new CliEdge(kaos.Address, folder.FullName),
        ];
        var told = new List<IReadOnlyList<string>>();
        foreach (var (edge, workload) in edges.Zip(Workloads))
        {
            var story = new Story(edge, workload, kaos.Address);
            told.Add(await story.TellAsync().WaitAsync(TimeSpan.FromMinutes(10), Token));
        }

        var first = told[0];
        first.ShouldContain(
            "denied: ended escalated: Nothing was written: The policy does not allow rollout-restart here (shop-rules). A person has to decide.");
        foreach (var row in new[] { "never", "never again" })
        {
            first.ShouldContain(
                $"{row}: ended escalated: Nothing was written: KAOS never changes namespaces: Namespace/shop. A person has to decide.");
        }

        first.ShouldContain(
            "never a secret: ended escalated: Nothing was written: KAOS never changes Secret data: Secret/shop/checkout-tls. A person has to decide.");
        first.ShouldContain(line =>
            line.Contains("judged ask: approval/approval ask alice asked for this plan", StringComparison.Ordinal));
        first.ShouldContain("agent approves: " + OnlyApprovers);
        first.ShouldContain("allowed: alice decided override: a sale begins");
        foreach (var (edge, lines) in edges.Zip(told))
        {
            lines.ShouldBe(first, edge.GetType().Name);
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<string> PolicyAsync()
    {
        var path = Path.Combine(folder.FullName, "policy.yaml");
        await File.WriteAllTextAsync(
            path,
            """
            tenants:
              - { name: shop, tier: agentic }
            rules:
              - { name: shop-rules, namespaces: [shop], actions: [scale, delete], separateApprover: true, brake: { incidentsAtOnce: 1000 } }
            """,
            Token);
        return path;
    }

    private async Task<string> KeysAsync()
    {
        var path = Path.Combine(folder.FullName, "keys.yaml");
        await File.WriteAllTextAsync(
            path,
            $"""
            keys:
              - {Key("alice", "person", "[viewer, operator, approver]", "'*'")}
              - {Key("bob", "person", "[viewer, operator]", "'*'")}
              - {Key("bot", "agent", "[viewer, operator, agent]", "'*'")}
              - {Key("eve", "person", "[viewer, operator, approver, admin]", "bakery")}
            """,
            Token);
        return path;
    }

    private static string Key(string name, string kind, string roles, string tenant) =>
        $$"""{ name: {{name}}, kind: {{kind}}, roles: {{roles}}, tenants: [{{tenant}}], sha256: {{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}} }""";

    /// <summary>What is asked of one edge, row by row, and what came of it, without what is the edge's own.</summary>
    private sealed class Story(Edge edge, string workload, Uri address)
    {
        private readonly List<string> lines = [];

        public async Task<IReadOnlyList<string>> TellAsync()
        {
            using var service = new Service(address, "alice");
            await ReadAsync();
            await OwnPlanAsync(service);
            await NeverAsync(service);
            await DeniedAsync(service);
            await AskedAllowedAndWrittenAsync(service);
            return lines;
        }

        private async Task ReadAsync()
        {
            var answer = await edge.AskAsync("bob", $"How many replicas does {workload} have?");
            lines.Add($"read: {answer.Contains("replica", StringComparison.Ordinal)}");
        }

        // Who asked does not approve where the policy wants somebody else.
        private async Task OwnPlanAsync(Service service)
        {
            var session = await OpenAsync(service, "alice", $"scale {workload} to 7");
            await service.EventAsync(session, "choices-offered", Token);
            await edge.ChooseAsync("alice", session, "scale");
            var (seq, asked) = await service.EventAsync(session, "approval-requested", Token);
            await edge.DecideAsync("alice", asked["planHash"]!.GetValue<string>(), "approve", null);
            await service.EventAsync(session, "approval-requested", Token, seq);
            await TellAsync(service, session, "own", null);
        }

        // Whatever was asked for before, and each time anew.
        private async Task NeverAsync(Service service)
        {
            foreach (var (row, sentence) in new[]
            {
                ("never", "delete namespace shop"), ("never again", "delete namespace shop"),
                ("never a secret", "delete secret checkout-tls in shop"),
            })
            {
                var session = await OpenAsync(service, "alice", sentence);
                await TellAsync(service, session, row, "session-ended");
            }
        }

        private async Task DeniedAsync(Service service)
        {
            var session = await OpenAsync(service, "alice", $"restart {workload}");
            await TellAsync(service, session, "denied", "session-ended");
        }

        private async Task AskedAllowedAndWrittenAsync(Service service)
        {
            var session = await OpenAsync(service, "bob", $"scale {workload} to 4");
            await service.EventAsync(session, "choices-offered", Token);
            await edge.ChooseAsync("bob", session, "scale");
            var (_, asked) = await service.EventAsync(session, "approval-requested", Token);
            var plan = asked["planHash"]!.GetValue<string>();
            Heard("agent approves", await edge.DecideAsync("bot", plan, "approve", null), OnlyApprovers);
            Heard("override without the role", await edge.DecideAsync("bob", plan, "override", "now"), OnlyApprovers);
            Heard(
                "override without a reason", await edge.DecideAsync("alice", plan, "override", null),
                "An override needs a reason.");
            (await edge.DecideAsync("eve", plan, "approve", null)).ShouldNotContain("approver", Case.Sensitive);
            await edge.DecideAsync("alice", plan, "override", "a sale begins");
            await service.EventAsync(session, "session-ended", Token);
            Heard("too late", await edge.DecideAsync("alice", plan, "approve", null), "is over");
            await TellAsync(service, session, "allowed", "session-ended");
        }

        private void Heard(string row, string answer, string reason) =>
            lines.Add($"{row}: {(answer.Contains(reason, StringComparison.Ordinal) ? reason : answer)}");

        // The newest session that is about the wish: ids are the service's own.
        private async Task<string> OpenAsync(Service service, string who, string sentence)
        {
            var before = await SessionsAsync(service);
            await edge.AskAsync(who, sentence);
            await service.UntilAsync("/v1/incidents", body => Sessions(body).Except(before).Any(), Token);
            var session = (await SessionsAsync(service)).Except(before).ShouldHaveSingleItem();
            await service.UntilAsync($"/v1/sessions/{session}", body => body["state"] is not null, Token);
            return session;
        }

        private static async Task<HashSet<string>> SessionsAsync(Service service)
        {
            var (status, body) = await service.GetAsync("/v1/incidents", Token);
            status.ShouldBe(HttpStatusCode.OK);
            return [.. Sessions(body)];
        }

        private static IEnumerable<string> Sessions(JsonNode body) => body["items"]!.AsArray()
            .Where(item => item!["causeCode"]?.GetValue<string>() == "requested")
            .Select(item => item!["sessionId"]?.GetValue<string>()).OfType<string>();

        private async Task TellAsync(Service service, string session, string row, string? until)
        {
            if (until is not null)
            {
                await service.EventAsync(session, until, Token);
            }

            foreach (var item in (
                await service.GetAsync($"/v1/sessions/{session}/events?pageSize=500", Token)).Body["items"]!.AsArray())
            {
                var fact = item!["event"]!;
                if (!Told.Contains(fact["type"]!.GetValue<string>()))
                {
                    lines.Add($"{row}: {Line(fact)}".Replace(workload, "it", StringComparison.Ordinal));
                }
            }
        }

        private static string Line(JsonNode fact) => fact["type"]!.GetValue<string>() switch
        {
            "option-chosen" => $"{fact["by"]!["name"]} chose {fact["optionId"]}",
            "plan-decided" =>
                $"{fact["by"]!["name"]} decided {fact["decision"]}" + (fact["decision"]!.GetValue<string>() == "override" ? $": {fact["reason"]}" : ""),
            "approval-requested" => $"{fact["reviewType"]} asked for: {fact["why"]}",
            "gate-judged" => $"judged {fact["effect"]}: " + string.Join(' ', fact["verdicts"]!.AsArray()
                .Where(verdict => verdict!["effect"]!.GetValue<string>() != "allow")
                .Select(verdict => $"{verdict!["stage"]}/{verdict["rule"]} {verdict["effect"]} {verdict["reason"]}")),
            "session-ended" => $"ended {fact["outcome"]}: {fact["text"]}",
            var type => type,
        };
    }
}
