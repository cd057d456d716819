using System.Text.Json;
using Kaos.A2A.ConformanceHost;

namespace Kaos.A2A.Tests.JsSdk;

/// <summary>The JavaScript SDK, as an independent reading of the protocol, drives the conformance host.</summary>
public sealed class JsSdkTests
{
    [Theory]
    [InlineData("JSONRPC", "1.0")]
    [InlineData("HTTP+JSON", "1.0")]
    [InlineData("LEGACY", "0.3")]
    public async Task JsClient_ThroughAllOperations_SeesWhatTheAgentDid(string transport, string version)
    {
        var modules = NodeTools.Modules();
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0", "--V03", "true"]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        var output = await NodeTools.RunAsync("drive.mjs", modules, app.Urls.First(), transport);
        var seen = JsonElement.Parse(output);

        seen.GetProperty("version").GetString().ShouldBe(version);
        seen.GetProperty("send").GetProperty("state").GetInt32().ShouldBe((int)TaskState.Completed);
        seen.GetProperty("send").GetProperty("text").GetString().ShouldBe("Generated text content");
        seen.GetProperty("message").GetString().ShouldBe("Direct message response");
        Strings(seen, "stream")
            .ShouldBe(["task:1", "statusUpdate:2", "artifactUpdate:", "artifactUpdate:", "statusUpdate:3"]);
        seen.GetProperty("get").GetInt32().ShouldBe(1);
        seen.GetProperty("open").GetInt32().ShouldBe((int)TaskState.InputRequired);
        seen.GetProperty("subscribed").GetString().ShouldBe("task:6");
        seen.GetProperty("done").GetInt32().ShouldBe((int)TaskState.Completed);
        Strings(seen, "rest").ShouldBe(["statusUpdate:3"]);
        seen.GetProperty("canceled").GetInt32().ShouldBe((int)TaskState.Canceled);
        seen.GetProperty("notCancelable").GetString().ShouldBe("TaskNotCancelableError");
        seen.GetProperty("notFound").GetString().ShouldBe("TaskNotFoundError");
        if (version == "1.0")
        {
            seen.GetProperty("list").GetRawText().ShouldBe("""{"tasks":2,"total":4,"more":true}""");
        }
    }

    private static IEnumerable<string?> Strings(JsonElement owner, string member) =>
        owner.GetProperty(member).EnumerateArray().Select(item => item.GetString());
}
