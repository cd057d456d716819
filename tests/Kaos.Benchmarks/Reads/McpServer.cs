using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kaos.Benchmarks.Reads;

/// <summary>npm's kubernetes-mcp-server over stdio, as agents start it; ended with this object.</summary>
internal sealed class McpServer : IDisposable
{
    private static readonly string Script = Path.Combine(
        "tests", "npm", "node_modules", "kubernetes-mcp-server", "bin", "index.js");

    private readonly Process process;
    private int calls;

    private McpServer(Process process) => this.process = process;

    /// <exception cref="InvalidOperationException">It is not installed, or does not start.</exception>
    public static async Task<McpServer> StartAsync(string kubeconfig)
    {
        if (!File.Exists(Script))
        {
            throw new InvalidOperationException($"{Script} is not there; eng/install-test-tools installs it.");
        }

        var start = new ProcessStartInfo("node", [Script, "--kubeconfig", kubeconfig])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var begun = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        begun.ErrorDataReceived += static (_, _) => { };
        begun.BeginErrorReadLine();
        var server = new McpServer(begun);
        await server.AskAsync(
            "initialize",
            """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}""");
        await server.process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await server.process.StandardInput.FlushAsync();
        return server;
    }

    /// <returns>The bytes of the answer, and its text.</returns>
    public async Task<(int Bytes, string Text)> CallAsync(string tool, string arguments)
    {
        var line = await AskAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");
        using var answer = JsonDocument.Parse(line);
        var result = answer.RootElement.GetProperty("result");
        var text = result.GetProperty("content")[0].GetProperty("text").GetString() ?? "";
        return result.TryGetProperty("isError", out var failed) && failed.GetBoolean()
            ? throw new InvalidOperationException($"{tool}: {text}")
            : (Encoding.UTF8.GetByteCount(line), text);
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private async Task<string> AskAsync(string method, string parameters)
    {
        var id = ++calls;
        await process.StandardInput.WriteLineAsync(
            $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        await process.StandardInput.FlushAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // Notifications come in between.
            if (line.Contains($"\"id\":{id}", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"kubernetes-mcp-server ended during {method}.");
    }
}
