using System.Diagnostics;
using System.Globalization;
using Kaos.Benchmarks.Reporting;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Triage;

/// <summary>
/// A generated cluster, written as files, read back and diagnosed: decoding per core (bytes by processor time of all
/// threads), and the diagnosis with all its indexes built anew each time.
/// </summary>
internal static class TriageTimes
{
    private const int WarmUp = 3;
    private const int Repetitions = 9;

    public static IReadOnlyList<Figure> Measure(string[] sizes)
    {
        var pods = sizes is [var p, ..] ? int.Parse(p, CultureInfo.InvariantCulture) : 10_000;
        var faults = sizes is [_, var f, ..] ? int.Parse(f, CultureInfo.InvariantCulture) : 50;
        var folder = Scratch.Folder("triage");
        var figures = new List<Figure>();
        foreach (var indented in new[] { true, false })
        {
            Directory.CreateDirectory(folder);
            var bytes = ClusterDump.Write(TriageCluster.Generate(pods, faults).Objects, folder, indented);
            GC.Collect();
            figures.AddRange(Rounds(folder, bytes, indented, $"{pods:N0} pods, {faults} faults"));
            Directory.Delete(folder, recursive: true);
        }

        figures.AddRange(IncrementalTimes.Measure(pods, faults));
        return figures;
    }

    private static IEnumerable<Figure> Rounds(string folder, long bytes, bool indented, string size)
    {
        List<double> perCore = [], walls = [], diagnoses = [];
        var firstPass = (PerCore: 0.0, Diagnosis: 0.0);
        for (var i = 0; i < WarmUp + Repetitions; i++)
        {
            var (spent, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            var world = SnapshotReader.Read(folder);
            var (wall, cpu) = (clock.Elapsed, Environment.CpuUsage.TotalTime - spent);
            if (world.NotRead.Count > 0)
            {
                throw new InvalidOperationException($"{world.NotRead[0].What} was not read: {world.NotRead[0].Why}");
            }

            GC.Collect();
            clock.Restart();
            var result = Diagnose(world);
            var diagnosis = clock.Elapsed.TotalMilliseconds;
            if (result.Findings.IsEmpty)
            {
                throw new InvalidOperationException("The faults were not found.");
            }

            var rate = bytes / 1e6 / cpu.TotalSeconds;
            if (i == 0)
            {
                firstPass = (rate, diagnosis);
            }
            else if (i >= WarmUp)
            {
                perCore.Add(rate);
                walls.Add(bytes / 1e6 / wall.TotalSeconds);
                diagnoses.Add(diagnosis);
            }
        }

        var form = $"{bytes / 1e6:N0} MB {(indented ? "as kubectl writes it" : "as the API sends it")}";
        yield return Figure.Of($"decode of {form}, per core", "MB/s", perCore, Target.Least(150));
        yield return Figure.Of($"decode of {form}, wall clock", "MB/s", walls);
        yield return Figure.Of($"diagnosis, {size}", "ms", diagnoses, Target.Most(300));
        if (indented)
        {
            yield return Figure.Of("decode as the first thing a process does, per core", "MB/s", [firstPass.PerCore]);
            yield return Figure.Of("diagnosis as the first thing a process does", "ms", [firstPass.Diagnosis]);
        }
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
