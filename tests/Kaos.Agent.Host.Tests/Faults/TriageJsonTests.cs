using System.Text.Json.Nodes;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>
/// The JSON that service, CI step and command line share, member by member: members are only ever added, and an
/// addition is written down here.
/// </summary>
[Collection(nameof(Faults))]
public sealed class TriageJsonTests
{
    private static readonly string[] Incident =
    [
        "id", "cluster", "state", "severity", "causeCode", "confidence", "subject", "rootCause", "editTarget",
        "symptomObjects", "summary",
        "chain", "ruledOut", "evidence", "options", "firstSeen", "lastSeen",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_OfALiveCluster_HasEveryDocumentedMember()
    {
        await using var cluster = await RealCluster.StartAsync("checkout-service", 10, Token);
        var (code, output, error) = await Command.RunAsync(cluster.Kubeconfig, Token, "triage", "--output", "json");

        code.ShouldBe(1, error);
        var report = JsonNode.Parse(output)!.AsObject();
        Names(report).ShouldBe(["now", "status", "incidents", "notChecked"]);
        report["status"]!.GetValue<string>().ShouldBe("incidents");
        report["now"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        var incident = report["incidents"]!.AsArray()
            .Single(one => one!["subject"]!["name"]!.GetValue<string>() == "checkout-service")!.AsObject();
        Names(incident).ShouldBe(Incident);
        Names(incident["subject"]!).ShouldBe(["kind", "namespace", "name"]);
        Names(incident["rootCause"]!).ShouldBe(["kind", "namespace", "name"]);
        Names(incident["evidence"]![0]!).ShouldBe(["id", "source", "at", "text"]);
        Names(incident["ruledOut"]![0]!).ShouldBe(["hypothesis", "why"]);
        incident["options"]!.AsArray().Select(option => option!["id"]!.GetValue<string>())
            .ShouldBe(["restart-and-patch-memory", "rollback-config"]);
        Names(incident["options"]![0]!).ShouldBe(
            ["id", "workflowId", "name", "description", "risk", "confidence", "parameters", "expectedEffect",
                "blastRadius", "rollback"]);
    }

    private static string[] Names(JsonNode node) => [.. node.AsObject().Select(member => member.Key)];
}
