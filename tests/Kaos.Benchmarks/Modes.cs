using Kaos.Benchmarks.A2A;
using Kaos.Benchmarks.Log;
using Kaos.Benchmarks.Reads;
using Kaos.Benchmarks.Reporting;
using Kaos.Benchmarks.Sessions;
using Kaos.Benchmarks.Starting;
using Kaos.Benchmarks.Triage;
using Kaos.Benchmarks.Watching;

namespace Kaos.Benchmarks;

/// <summary>What can be measured, by name. One mode a process, so that none pays for another.</summary>
internal static class Modes
{
    private static readonly Dictionary<string, Func<string[], Task<IReadOnlyList<Figure>>>> All = new(StringComparer.Ordinal)
    {
        ["log"] = _ => LogAppend.MeasureAsync(),
        ["fold"] = _ => SessionFolding.MeasureAsync(),
        ["triage"] = rest => Task.FromResult(TriageTimes.Measure(rest)),
        ["logs"] = _ => Task.FromResult(LogTimes.Measure()),
        ["watch"] = _ => WatchCost.MeasureAsync(),
        ["start"] = ServiceStart.MeasureAsync,
        ["reads"] = ReadsSideBySide.MeasureAsync,
        ["a2a-send"] = _ => SideBySide.MeasureAsync(),
        ["a2a-memory"] = _ => TaskMemory.MeasureAsync(),
        ["a2a-stream"] = _ => Streaming.MeasureAsync(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["report", ..])
        {
            Report.Write();
            return 0;
        }

        if (args is not [var mode, .. var rest] || !All.TryGetValue(mode, out var measure))
        {
            Console.Error.WriteLine(
                $"Usage: eng/bench [{string.Join('|', All.Keys)}]…, all of them without arguments.");
            return 2;
        }

        var before = Machine.Load();
        Console.WriteLine($"{mode}: {Machine.Text}, load {before}");
        var figures = await measure(rest);
        var run = new Run(
            mode, TimeProvider.System.GetUtcNow(), $"{before} to {Machine.Load()}", figures,
            mode.StartsWith("a2a", StringComparison.Ordinal) ? Versions.Text() : null);
        Console.WriteLine(Report.Table(run));
        Report.Keep(run);
        return 0;
    }
}
