using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kaos.A2A;
using Kaos.A2A.Tests.JsSdk;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// The JavaScript SDK, as an independent reading of the protocol, in a whole conversation with the real service.
/// </summary>
[Collection(nameof(EndToEnd))]
public sealed class JsSdkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("JSONRPC")]
    [InlineData("HTTP+JSON")]
    public async Task JsClient_FromQuestionToCompleted_SeesOneStory(string transport)
    {
        var modules = NodeTools.Modules();
        using var folder = new PracticeFolder();
        await using var kaos = await KaosProcess.StartAsync(
            [
                "--Cluster=practice", "--Practice:Scenario=checkout-service", "--Practice:Speed=30",
                $"--Data:Path={folder.Path}",
                "--A2A:Push:AllowPrivate=true",
            ],
            [], Token);
        await kaos.SaidAsync("was handed over", Token);

        var seen = JsonElement.Parse(
            await NodeTools.RunAsync("converse.mjs", modules, kaos.Address.ToString(), transport));

        Strings(seen, "stream")[0].ShouldNotBeNull().ShouldStartWith("task:");
        Strings(seen, "stream")[^1].ShouldNotBeNull().ShouldEndWith(":6");
        Strings(seen, "asked").ShouldBe(["kaos.choices/v1"]);
        seen.GetProperty("got").GetProperty("state").GetInt32().ShouldBe((int)TaskState.InputRequired);
        seen.GetProperty("got").GetProperty("history").GetInt32().ShouldBe(1);
        Strings(seen.GetProperty("got"), "artifacts").ShouldBe(["evidence", "diagnosis"]);
        seen.GetProperty("listed").GetRawText().ShouldBe("[true]");
        Strings(seen, "configs").ShouldBe(["hook"]);
        seen.GetProperty("canceled").GetInt32().ShouldBe((int)TaskState.Canceled);
        seen.GetProperty("subscribed").GetString().ShouldBe("task:6");
        seen.GetProperty("answered").GetProperty("state").GetInt32().ShouldBe((int)TaskState.InputRequired);
        seen.GetProperty("done").GetProperty("state").GetInt32().ShouldBe((int)TaskState.Completed);
        Strings(seen.GetProperty("done"), "artifacts").ShouldContain("outcome");
        seen.GetProperty("watched").GetString().ShouldBe("statusUpdate:3");
        var pushed = seen.GetProperty("pushed");
        pushed.GetProperty("first").GetProperty("what").GetString().ShouldBe("task");
        pushed.GetProperty("first").GetProperty("token").GetString().ShouldBe("token-1");
        pushed.GetProperty("last").GetProperty("state").GetString().ShouldBe("TASK_STATE_COMPLETED");
        pushed.GetProperty("count").GetInt32().ShouldBeGreaterThan(10);
        seen.GetProperty("extended").GetBoolean().ShouldBeTrue();
        seen.GetProperty("late").GetString().ShouldBe("UnsupportedOperationError");
    }

    [Theory]
    [InlineData("JSONRPC")]
    [InlineData("HTTP+JSON")]
    public async Task JsClients_OneChoosesAndAnotherApproves_AreEachToldTheirPart(string transport)
    {
        var modules = NodeTools.Modules();
        using var folder = new PracticeFolder();
        var keys = Path.Combine(folder.Path, "keys.yaml");
        await File.WriteAllTextAsync(
            keys, $"keys:\n  - {Key("bob", "[viewer, operator]")}\n  - {Key("alice", "[viewer, approver]")}\n", Token);
        await using var kaos = await KaosProcess.StartAsync(
            [
                "--Cluster=practice", "--Practice:Scenario=checkout-service", "--Practice:Speed=30",
                $"--Data:Path={folder.Path}",
                $"--Auth:KeysFile={keys}", "--Auth:Loopback=off",
            ],
            [], Token);
        await kaos.SaidAsync("was handed over", Token);

        var seen = JsonElement.Parse(await NodeTools.RunAsync(
            "approve.mjs", modules, kaos.Address.ToString(), transport, "bob", "alice"));

        seen.GetProperty("offered").GetRawText().ShouldBe("""{"state":6,"kinds":["kaos.choices/v1"]}""");
        seen.GetProperty("chosen").GetRawText().ShouldBe("""{"state":6,"kinds":["kaos.approval/v1"]}""");
        seen.GetProperty("ownApproval").GetRawText().ShouldContain("approver");
        seen.GetProperty("foreignTask").GetProperty("error").GetString().ShouldBe("TaskNotFoundError");
        seen.GetProperty("joined").GetRawText().ShouldBe("""{"state":6,"kinds":["kaos.approval/v1"]}""");
        seen.GetProperty("samePlan").GetBoolean().ShouldBeTrue();
        seen.GetProperty("approved").GetProperty("state").GetInt32().ShouldBe((int)TaskState.Completed);
        Strings(seen.GetProperty("approved"), "artifacts").ShouldContain("outcome");
        seen.GetProperty("chooserSees").GetProperty("state").GetInt32().ShouldBe((int)TaskState.Completed);
    }

    private static string Key(string name, string roles) =>
        $$"""{ name: {{name}}, kind: person, roles: {{roles}}, tenants: [shop], sha256: {{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}} }""";

    private static List<string?> Strings(JsonElement owner, string member) =>
        [.. owner.GetProperty(member).EnumerateArray().Select(static item => item.GetString())];
}
