using System.Diagnostics;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks;

/// <summary>
/// Times the diagnosis of a generated cluster: symptoms, every step, conclusion, with all indexes built anew each time.
/// </summary>
internal static class Triage
{
    private const int Rounds = 12;

    public static void Run(int pods, int faults)
    {
        var times = new List<(double Symptoms, double Whole, double Processor)>();
        Examination? result = null;
        for (var i = 0; i < Rounds; i++)
        {
            var world = TriageCluster.Generate(pods, faults);
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            var spent = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            Examiner.Symptoms(world);
            var symptoms = clock.Elapsed.TotalMilliseconds;
            result = Diagnose(world);
            process.Refresh();
            times.Add((symptoms, clock.Elapsed.TotalMilliseconds, (process.TotalProcessorTime - spent).TotalMilliseconds));
        }

        // The first round pays for compilation: it is reported apart.
        var warm = times.Skip(2).OrderBy(t => t.Whole).ToList();
        Console.WriteLine($"triage of {pods} pods with {faults} faults on {Environment.ProcessorCount} cores, {Rounds} rounds");
        Console.WriteLine($"  findings {result?.Findings.Length}, unexplained symptoms {result?.Unexplained.Length}");
        Console.WriteLine($"  first round {times[0].Whole:0} ms, then median {warm[warm.Count / 2].Whole:0} ms, worst {warm[^1].Whole:0} ms (target 300 ms)");
        Console.WriteLine($"  processor time of all threads: median {warm.Select(t => t.Processor).Order().ElementAt(warm.Count / 2):0} ms");
        Console.WriteLine($"  symptoms alone, cold index: median {warm.Select(t => t.Symptoms).Order().ElementAt(warm.Count / 2):0} ms");
    }

    private static Examination Diagnose(ClusterSnapshot world)
    {
        var file = new CaseFile { World = world };
        while (true)
        {
            switch (Examiner.Next(file))
            {
                case Step.Concluded done:
                    return done.Result;
                case Step.ReadMore more:
                    file = file with { Done = file.Done.Union(more.Requests) };
                    break;
            }
        }
    }
}
