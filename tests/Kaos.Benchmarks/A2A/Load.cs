using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Kaos.Benchmarks.A2A;

/// <summary>Blocking SendMessage from 16 connections by wrk, each request a new message.</summary>
internal static class Load
{
    private const int Connections = 16;

    private static int runs;

    /// <summary>One message, whose task must be completed: nothing else is worth measuring.</summary>
    public static async Task CheckAsync(Uri address)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("A2A-Version", "1.0");
        using var content = new StringContent(
            """{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"messageId":"tck-stream-001-0","role":"ROLE_USER","parts":[{"text":"hello"}]}}}""",
            Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(address, content);
        var answer = await response.Content.ReadAsStringAsync();
        if (!answer.Contains("TASK_STATE_COMPLETED", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{address} did not complete the task: {answer}");
        }
    }

    /// <exception cref="InvalidOperationException">wrk is not there, or requests failed.</exception>
    public static async Task<LoadResult> RunAsync(Uri address, int seconds)
    {
        var start = new ProcessStartInfo("wrk",
        [
            "-t1", $"-c{Connections}", $"-d{seconds}s", "--timeout", "10s", "-s",
            Path.Combine("tests", "Kaos.Benchmarks", "peers", "send.lua"), address.ToString(),
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["RUN"] = $"{Interlocked.Increment(ref runs)}";
        using var wrk = Process.Start(start)
            ?? throw new InvalidOperationException("wrk did not start; apt-get install wrk.");
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var last = output.TrimEnd().Split('\n')[^1];
        using var document = JsonDocument.Parse(last);
        var counted = document.RootElement;
        var errors = counted.GetProperty("errors").GetInt64();
        return errors == 0
            ? new(
                counted.GetProperty("requests").GetInt64(),
                counted.GetProperty("requests").GetInt64() * 1e6 / counted.GetProperty("microseconds").GetInt64(),
                counted.GetProperty("p99").GetInt64() / 1000.0)
            : throw new InvalidOperationException($"{errors} requests to {address} failed: {output}");
    }
}

/// <param name="P99">Milliseconds.</param>
internal sealed record LoadResult(long Requests, double PerSecond, double P99);
