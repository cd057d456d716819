using System.Diagnostics;
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
        var modules = FindModules() ?? Skip("tests/npm/node_modules has no @a2a-js/sdk; run npm ci --prefix tests/npm");
        await using var app = ConformanceApp.Create(["--urls", "http://127.0.0.1:0", "--V03", "true"]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        var seen = await DriveAsync(modules, app.Urls.First(), transport);

        seen.GetProperty("version").GetString().ShouldBe(version);
        seen.GetProperty("send").GetProperty("state").GetInt32().ShouldBe((int)TaskState.Completed);
        seen.GetProperty("send").GetProperty("text").GetString().ShouldBe("Generated text content");
        seen.GetProperty("message").GetString().ShouldBe("Direct message response");
        Strings(seen, "stream").ShouldBe(["task:1", "statusUpdate:2", "artifactUpdate:", "artifactUpdate:", "statusUpdate:3"]);
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

    private static async Task<JsonElement> DriveAsync(string modules, string url, string transport)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "JsSdk", "drive.mjs"), modules, url, transport },
        };
        using var node = Start(start) ?? throw new InvalidOperationException("node did not start");
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            var errors = node.StandardError.ReadToEndAsync(patience.Token);
            var output = await node.StandardOutput.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            node.ExitCode.ShouldBe(0, await errors);
            return JsonDocument.Parse(output).RootElement;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip("node is not installed");
            return null;
        }
    }

    private static string? FindModules()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var modules = Path.Combine(folder.FullName, "tests", "npm", "node_modules");
            if (Directory.Exists(Path.Combine(modules, "@a2a-js", "sdk")))
            {
                return modules;
            }
        }

        return null;
    }

    private static string Skip(string reason)
    {
        Assert.Skip(reason);
        return "";
    }

    private static IEnumerable<string?> Strings(JsonElement owner, string member) =>
        owner.GetProperty(member).EnumerateArray().Select(item => item.GetString());
}
