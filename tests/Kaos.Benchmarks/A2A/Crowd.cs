using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// Many subscribers of one task that says something ten times a second, numbered, so that a lost event shows.
/// </summary>
internal static class Crowd
{
    public const int Size = 2000;

    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    public static async Task<Watched> WatchAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Address, "/") };
        http.DefaultRequestHeaders.Add("A2A-Version", "1.0");
        var task = await StartAsync(http);
        using var first = new Subscriber(await OpenAsync(http, task));
        await first.JoinedAsync;
        var before = server.Megabytes;
        List<Subscriber> crowd = [];
        foreach (var batch in Enumerable.Range(0, Size).Chunk(50))
        {
            crowd.AddRange(await Task.WhenAll(batch.Select(async _ => new Subscriber(await OpenAsync(http, task)))));
        }

        await Task.WhenAll(crowd.Select(static one => one.JoinedAsync));
        var (started, received) = (Stopwatch.GetTimestamp(), crowd.Sum(static one => one.Received));
        var most = 0.0;
        while (Stopwatch.GetElapsedTime(started) < Seconds)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            most = Math.Max(most, server.Megabytes);
        }

        var rate = (crowd.Sum(static one => one.Received) - received) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        using var canceled = await http.PostAsync($"/tasks/{task}:cancel", content: null);
        var whole = await Task.WhenAll(crowd.Select(static one => one.EndedWholeAsync));
        crowd.ForEach(static one => one.Dispose());
        return new((most - before) * 1024 / Size, rate, whole.Count(static one => !one));
    }

    private static async Task<string> StartAsync(HttpClient http)
    {
        using var content = new StringContent(
            """{"message":{"messageId":"ticker-1","role":"ROLE_USER","parts":[{"text":"go"}]},"configuration":{"returnImmediately":true}}""",
            Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/message:send", content);
        var answer = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("task", out var task) && task.GetProperty("id").GetString() is { } id
            ? id
            : throw new InvalidOperationException($"{http.BaseAddress} gave no task: {answer}");
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient http, string task) =>
        (await http.GetAsync($"/tasks/{task}:subscribe", HttpCompletionOption.ResponseHeadersRead))
            .EnsureSuccessStatusCode();

    private sealed class Subscriber : IDisposable
    {
        private readonly TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HttpResponseMessage response;

        public Subscriber(HttpResponseMessage response)
        {
            this.response = response;
            EndedWholeAsync = ReadAsync();
        }

        public Task JoinedAsync => joined.Task;

        public int Received { get; private set; }

        /// <summary>True when every number came, and then the end.</summary>
        public Task<bool> EndedWholeAsync { get; }

        public void Dispose() => response.Dispose();

        private async Task<bool> ReadAsync()
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var (isWhole, isOver, last) = (true, false, 0);
            while (await reader.ReadLineAsync() is { } line)
            {
                isOver |= line.Contains("TASK_STATE_CANCELED", StringComparison.Ordinal);
                if (line.IndexOf("tick ", StringComparison.Ordinal) is not (>= 0 and var at))
                {
                    continue;
                }

                var number = int.Parse(line.AsSpan()[(at + 5)..line.IndexOf('.', at)], CultureInfo.InvariantCulture);
                isWhole &= last == 0 || number == last + 1;
                last = number;
                Received++;
                joined.TrySetResult();
            }

            joined.TrySetResult();
            return isWhole && isOver;
        }
    }
}

/// <param name="KilobytesEach">Resident memory of the server, for each subscriber.</param>
/// <param name="PerSecond">Events received by all together.</param>
/// <param name="Broken">Subscribers that missed an event, or the end.</param>
internal sealed record Watched(double KilobytesEach, double PerSecond, int Broken);
