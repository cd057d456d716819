using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// What finished tasks cost in memory: the Host has them in the log, the conformance host keeps the newest only.
/// </summary>
internal static class TaskMemory
{
    private const int Tasks = 300_000;
    private const int Incidents = 10_000;
    private const int Seconds = 10;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var (finished, ended) = await GrowthAsync(Servers.Protocol, Tasks);
        var (questions, asked) = await GrowthAsync(Servers.Durable, Tasks);
        var (incidents, opened) = await GrowthAsync(Servers.Incidents, Incidents);
        return
        [
            Figure.Of(
                $"conformance host, resident above idle after {ended:N0} tasks", "MB", [finished], Target.Most(150)),
            Figure.Of($"resident above idle after {asked:N0} answered questions", "MB", [questions], Target.Most(150)),
            Figure.Of($"resident above idle after {opened:N0} incidents", "MB", [incidents], Target.Most(150)),
        ];
    }

    private static async Task<(double Megabytes, long Done)> GrowthAsync(string server, long atLeast)
    {
        using var process = await ServerProcess.StartAsync(server);
        await Load.CheckAsync(process.Address);
        var before = process.Megabytes;
        var done = 0L;
        while (done < atLeast)
        {
            done += (await Load.RunAsync(process.Address, Seconds)).Requests;
            Console.WriteLine($"  {server}: {done:N0}, {process.Megabytes:N0} MB");
        }

        return (process.Megabytes - before, done);
    }
}
