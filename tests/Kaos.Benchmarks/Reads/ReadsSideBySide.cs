using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kaos.Benchmarks.Reporting;
using Kaos.Benchmarks.Starting;

namespace Kaos.Benchmarks.Reads;

/// <summary>
/// The same three reads of one practice cluster, in turns: a sentence to KAOS over A2A against a tool call to npm's
/// kubernetes-mcp-server over stdio. Both answer with text for reading.
/// </summary>
internal static class ReadsSideBySide
{
    // Code that is called often is compiled once more after thirty calls: that is not measured, of neither side.
    private const int WarmUp = 40;
    private const int Measured = 100;

    // The peer's client may ask the API server five times a second; what it waits for that is not measured.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private const string Namespace = "shop";

    /// <param name="place">The folder of the built service.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string[] place)
    {
        var executable = Path.GetFullPath(
            Path.Combine(
                place is [var folder, ..] ? folder : "src/Kaos.Agent.Host/bin/Release/net10.0", "Kaos.Agent.Host"));
        var scratch = Scratch.Folder("reads");
        using var practice = await ServiceStart.PracticeAsync(executable, scratch, "checkout-service");
        var kubeconfig = Path.Combine(scratch, "kubeconfig");
        try
        {
            using var kaos = await ServiceProcess.StartAsync(executable, Scratch.Folder("reads-kaos"), kubeconfig);
            using var peer = await McpServer.StartAsync(kubeconfig);
            using var http = new HttpClient { BaseAddress = kaos.Address };
            var pod = await PodAsync(peer);
            (string What, string Sentence, string Tool, string Arguments)[] reads =
            [
                ("pods of a namespace", $"list pods in {Namespace}", "pods_list_in_namespace",
                    $$"""{"namespace":"{{Namespace}}"}"""),
                ("events of a namespace", $"show events in {Namespace}", "events_list",
                    $$"""{"namespace":"{{Namespace}}"}"""),
                ("last 100 lines of a pod's log", $"show the last 100 lines of the logs of {pod}", "pods_log",
                    $$"""{"namespace":"{{Namespace}}","name":"{{pod}}","tail":100}"""),
            ];
            var figures = new List<Figure>();
            foreach (var (what, sentence, tool, arguments) in reads)
            {
                figures.AddRange(
                    await CompareAsync(what, () => AskAsync(http, sentence), () => peer.CallAsync(tool, arguments)));
            }

            return figures;
        }
        finally
        {
            practice.Kill();
        }
    }

    private static async Task<IEnumerable<Figure>> CompareAsync(
        string what, Func<Task<(int Bytes, string Text)>> ours, Func<Task<(int Bytes, string Text)>> theirs)
    {
        List<double> our = [], their = [], ourBytes = [], theirBytes = [];
        for (var i = 0; i < WarmUp + Measured; i++)
        {
            await Task.Delay(Pause, TimeProvider.System);
            var (ourTime, ourSize) = await TimedAsync(ours);
            var (theirTime, theirSize) = await TimedAsync(theirs);
            if (i >= WarmUp)
            {
                our.Add(ourTime);
                their.Add(theirTime);
                ourBytes.Add(ourSize);
                theirBytes.Add(theirSize);
            }
        }

        our.Sort();
        their.Sort();
        var theirMedian = Figure.Of($"{what}: kubernetes-mcp-server, p50", "ms", their);
        var theirSizes = Figure.Of($"{what}: kubernetes-mcp-server, answer", "bytes", theirBytes);
        return
        [
            Figure.Of($"{what}: KAOS, p50", "ms", our, Target.Most(theirMedian.Median)),
            theirMedian,
            Figure.Of($"{what}: KAOS, p99", "ms", [At99(our)], Target.Most(At99(their))),
            Figure.Of($"{what}: kubernetes-mcp-server, p99", "ms", [At99(their)]),
            Figure.Of($"{what}: KAOS, answer", "bytes", ourBytes, Target.Most(theirSizes.Median)),
            theirSizes,
        ];
    }

    // By nearest rank: of a hundred the last but one, not the longest.
    private static double At99(List<double> sorted) => sorted[(int)Math.Ceiling(sorted.Count * 0.99) - 1];

    private static async Task<(double Milliseconds, int Bytes)> TimedAsync(Func<Task<(int Bytes, string Text)>> read)
    {
        var started = Stopwatch.GetTimestamp();
        var (bytes, _) = await read();
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, bytes);
    }

    // Text alone, as the peer gives it.
    private static async Task<(int Bytes, string Text)> AskAsync(HttpClient http, string sentence)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/a2a")
        {
            Content = new StringContent(
                $$"""
                {"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"messageId":"{{Stopwatch.GetTimestamp()}}","role":"ROLE_USER","parts":[{"text":"{{sentence}}"}]},"configuration":{"acceptedOutputModes":["text/plain"]} } }
                """, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("A2A-Version", "1.0");
        using var response = await http.SendAsync(request);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        using var answer = JsonDocument.Parse(body);
        var text = answer.RootElement.GetProperty("result").GetProperty("message").GetProperty("parts")[0]
            .GetProperty("text").GetString() ?? "";
        return text.Contains(Namespace, StringComparison.Ordinal)
            ? (body.Length, text)
            : throw new InvalidOperationException($"'{sentence}' was answered with: {text}");
    }

    private static async Task<string> PodAsync(McpServer peer)
    {
        var (_, text) = await peer.CallAsync("pods_list_in_namespace", $$"""{"namespace":"{{Namespace}}"}""");
        return text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => word.StartsWith("checkout-service-", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"No pod of checkout-service: {text}");
    }
}
