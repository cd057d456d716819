using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.Watching;

/// <summary>Memory of a process that watches 10,000 pods, less that of one that watches an empty cluster.</summary>
internal static class WatchCost
{
    private const int Pods = 10_000;
    private const int Repetitions = 3;
    private const double Megabyte = 1e6;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        List<Held> idle = [], full = [];
        for (var i = 0; i < Repetitions; i++)
        {
            idle.Add(await WatchAsync(0));
            full.Add(await WatchAsync(Pods));
        }

        return
        [
            Difference("heap above idle, after a full collection", held => held.Heap, Target.Most(30)),
            Difference("resident above idle, after a full collection", held => held.Resident, Target.Most(30)),
            Difference("resident above idle, without asking for one", held => held.Settled),
            Figure.Of("time to the first full read", "ms", [.. full.Select(held => held.Seconds * 1000)]),
        ];

        Figure Difference(string what, Func<Held, long> of, Target? target = null) => Figure.Of(
            $"watch on {Pods:N0} pods: {what}", "MB",
            [.. full.Zip(idle, (many, none) => (of(many) - of(none)) / Megabyte)], target);
    }

    private static async Task<Held> WatchAsync(int pods)
    {
        using var server = Own("watch-server", pods.ToString(CultureInfo.InvariantCulture));
        try
        {
            var address = await server.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException("The server did not start.");
            using var client = Own("watch-client", address);
            var told = await client.StandardOutput.ReadToEndAsync();
            var held = JsonSerializer.Deserialize<Held>(told)
                ?? throw new InvalidOperationException("The client told nothing.");
            return held.Pods == pods
                ? held
                : throw new InvalidOperationException($"{held.Pods} pods were read, not {pods}.");
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static Process Own(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", arguments)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("No process was started.");
}
