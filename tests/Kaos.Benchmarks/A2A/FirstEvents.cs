using System.Diagnostics;
using System.Text;

namespace Kaos.Benchmarks.A2A;

/// <summary>From a SendStreamingMessage on its way to its first event, one request after the other.</summary>
internal static class FirstEvents
{
    private const int WarmUp = 200;
    private const int Measured = 1000;

    /// <returns>The 99th percentile in milliseconds.</returns>
    public static async Task<double> P99Async(Uri address)
    {
        using var http = new HttpClient();
        var times = new List<double>(Measured);
        for (var i = 0; i < WarmUp + Measured; i++)
        {
            var time = await OneAsync(http, address, i);
            if (i >= WarmUp)
            {
                times.Add(time);
            }
        }

        times.Sort();
        return times[Measured * 99 / 100];
    }

    private static async Task<double> OneAsync(HttpClient http, Uri address, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent($$"""
                {"jsonrpc":"2.0","id":1,"method":"SendStreamingMessage","params":{"message":{"messageId":"tck-stream-001-s-{{number}}",
                "role":"ROLE_USER","parts":[{"text":"hello"}]} } }
                """, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("A2A-Version", "1.0");
        var started = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line?.StartsWith("data:", StringComparison.Ordinal) == false);
        var first = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return line is not null && await reader.ReadToEndAsync() is not null
            ? first
            : throw new InvalidOperationException($"{address} streamed no event.");
    }
}
