using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;
using Kaos.PracticeCluster.Tests.Fixtures;

namespace Kaos.PracticeCluster.Tests.RealClients;

// npm's kubernetes-mcp-server over stdio, reading the practice cluster.
public sealed class McpServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task McpServer_PodsLogsEvents_ShowTheIncident()
    {
        var program = Path.Combine(Path.GetDirectoryName(Recording.Folder)!, "npm", "node_modules", ".bin",
            "kubernetes-mcp-server");
        if (!File.Exists(program))
        {
            Assert.Skip("kubernetes-mcp-server is not installed under tests/npm; eng/install-test-tools installs it.");
        }

        await using var cluster = await RealCluster.StartAsync("checkout-service", 1, Ct);
        using var server = new OutsideProcess(program, cluster.Kubeconfig, "--kubeconfig", cluster.Kubeconfig);
        await CallAsync(server, 1, "initialize", new JsonObject
        {
            ["protocolVersion"] = "2025-06-18",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "practice-test", ["version"] = "1" },
        });
        await SendAsync(server, new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });

        var pods = await ToolAsync(server, 2, "pods_list", []);
        var pod = pods.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries)
            .First(word => word.StartsWith("checkout-service-7b4d9-", StringComparison.Ordinal));
        var log = await ToolAsync(server, 3, "pods_log",
            new JsonObject { ["namespace"] = "shop", ["name"] = pod, ["previous"] = true, ["tail"] = 400 });
        var events = await ToolAsync(server, 4, "events_list", new JsonObject { ["namespace"] = "shop" });

        pods.ShouldContain("storefront-");
        log.ShouldContain("cache size exceeded soft limit, disabling eviction");
        events.ShouldContain("OOMKilling");
    }

    private static async Task<string> ToolAsync(OutsideProcess server, int id, string tool, JsonObject arguments)
    {
        var answer = await CallAsync(server, id, "tools/call",
            new JsonObject { ["name"] = tool, ["arguments"] = arguments });
        answer.Flag("result", "isError").ShouldBeFalse(answer.ToJsonString());
        return string.Join('\n', answer.Items("result", "content").Select(part => part.Text("text")));
    }

    private static async Task<JsonObject> CallAsync(OutsideProcess server, int id, string method, JsonObject parameters)
    {
        await SendAsync(server,
            new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (await server.Output.ReadLineAsync(Ct) is { } line)
        {
            if (JsonNode.Parse(line) is JsonObject answer && answer.Number("id") == id)
            {
                return answer;
            }
        }

        throw new InvalidOperationException($"The MCP server ended before it answered {method}.");
    }

    private static async Task SendAsync(OutsideProcess server, JsonObject message)
    {
        await server.Input.WriteLineAsync(message.ToJsonString().AsMemory(), Ct);
        await server.Input.FlushAsync(Ct);
    }
}
