using System.Diagnostics;
using System.Text.Json.Nodes;
using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.Starting;

/// <summary>
/// From starting the process to ready, and memory when left alone: on a practice cluster that runs already, and as
/// installed, where the service starts its practice cluster itself and finds an incident there.
/// </summary>
internal static class ServiceStart
{
    private const int Repetitions = 5;
    private const double Megabyte = 1e6;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    /// <param name="places">Label and folder of each build to measure, in turn.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string[] places)
    {
        List<Figure> figures = [];
        foreach (var place in places.Chunk(2))
        {
            var executable = Path.GetFullPath(Path.Combine(place[1], "Kaos.Agent.Host"));
            var folder = Scratch.Folder("start-practice");
            using (var practice = await PracticeAsync(executable, folder, "healthy"))
            {
                figures.AddRange(await RepeatAsync(
                    $"{place[0]}, kubeconfig of a running cluster", executable, Path.Combine(folder, "kubeconfig")));
                practice.Kill();
            }

            figures.AddRange(await RepeatAsync($"{place[0]}, as installed, with its own practice cluster", executable));
        }

        return figures;
    }

    private static async Task<IEnumerable<Figure>> RepeatAsync(
        string what, string executable, string? kubeconfig = null)
    {
        List<double> ready = [], resident = [], own = [];
        for (var i = 0; i < Repetitions; i++)
        {
            var folder = Scratch.Folder("start");
            using (var service = await ServiceProcess.StartAsync(executable, folder, kubeconfig))
            {
                ready.Add(service.Ready.TotalMilliseconds);
                await Task.Delay(Idle, TimeProvider.System);
                resident.Add(service.ResidentBytes / Megabyte);
                own.Add(service.PrivateBytes / Megabyte);
            }

            StopPractice(folder);
        }

        return
        [
            Figure.Of($"{what}: start to ready", "ms", ready, Target.Most(1000)),
            Figure.Of($"{what}: resident after {Idle.TotalSeconds:0} s", "MB", resident, Target.Most(100)),
            Figure.Of($"{what}: of that, not shared files", "MB", own),
        ];
    }

    internal static async Task<Process> PracticeAsync(string executable, string folder, string scenario)
    {
        var process = Process.Start(new ProcessStartInfo(
            executable,
            ["practice", "--scenario", scenario, "--port", "0", "--kubeconfig", Path.Combine(folder, "kubeconfig"),
                "--state", Path.Combine(folder, "practice.json")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The practice cluster did not start.");
        await process.StandardOutput.ReadLineAsync();
        return process;
    }

    // The service leaves its practice cluster running on purpose; its state file names the process.
    private static void StopPractice(string folder)
    {
        var state = Path.Combine(folder, "practice.json");
        if (File.Exists(state) && JsonNode.Parse(File.ReadAllText(state))?["pid"]?.GetValue<int>() is { } pid)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
    }
}
