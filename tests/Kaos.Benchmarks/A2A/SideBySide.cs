using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.A2A;

/// <summary>
/// The same request to four servers, taking turns on one machine, so that a busy minute hits all of them.
/// </summary>
internal static class SideBySide
{
    private const int Rounds = 3;
    private const int WarmUp = 3;
    private const int Seconds = 5;

    private static readonly string[] All =
        [Servers.Bare, Servers.Protocol, Servers.Durable, Servers.Incidents, Servers.Peer];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var rates = All.ToDictionary(static server => server, static _ => new List<double>());
        var grown = All.ToDictionary(static server => server, static _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in All)
            {
                using var process = await ServerProcess.StartAsync(server);
                await Load.CheckAsync(process.Address);
                await Load.RunAsync(process.Address, WarmUp);
                var before = process.Megabytes;
                var load = await Load.RunAsync(process.Address, Seconds);
                rates[server].Add(load.PerSecond);
                grown[server].Add((process.Megabytes - before) * 1024 * 1024 / load.Requests);
                Console.WriteLine(
                    $"  {server}: {load.PerSecond:N0}/s, p99 {load.P99:N1} ms, {process.Megabytes:N0} MB");
            }
        }

        return
        [
            .. All.Select(server => Figure.Of($"SendMessage, {server}", "req/s", rates[server])),
            Ratio("protocol against the peer", Servers.Protocol, Servers.Peer, 1, "x", Target.Least(10)),
            Ratio("protocol against bare Kestrel", Servers.Protocol, Servers.Bare, 100, "%", Target.Least(60)),
            Ratio("durable Host against the peer in memory", Servers.Durable, Servers.Peer, 1, "x", Target.Least(3)),
            .. All.Where(static server => server != Servers.Bare)
                .Select(server => Figure.Of($"resident memory a task, {server}", "bytes", grown[server])),
        ];

        Figure Ratio(string what, string ours, string theirs, double scale, string unit, Target target) => Figure.Of(
            what, unit, [.. rates[ours].Zip(rates[theirs], (one, other) => one * scale / other)], target);
    }
}
