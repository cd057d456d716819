using Kaos.Benchmarks.Reporting;

namespace Kaos.Benchmarks.A2A;

/// <summary>Time to the first event beside the peer, and many that watch one task.</summary>
internal static class Streaming
{
    private const int Rounds = 3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using (var protocol = await ServerProcess.StartAsync(Servers.Protocol))
            {
                ours.Add(await FirstEvents.P99Async(protocol.Address));
            }

            using var peer = await ServerProcess.StartAsync(Servers.Peer);
            theirs.Add(await FirstEvents.P99Async(peer.Address));
        }

        List<Watched> crowds = [];
        for (var round = 0; round < Rounds; round++)
        {
            using var protocol = await ServerProcess.StartAsync(Servers.Protocol);
            crowds.Add(await Crowd.WatchAsync(protocol));
        }

        return
        [
            Figure.Of("first event p99, protocol", "ms", ours),
            Figure.Of("first event p99, peer", "ms", theirs),
            Figure.Of(
                "first event p99, protocol of peer", "%",
                [.. ours.Zip(theirs, static (one, other) => one * 100 / other)], Target.Most(50)),
            Figure.Of(
                $"resident memory a subscriber, {Crowd.Size:N0} on one task, 10 events/s", "kB",
                [.. crowds.Select(static one => one.KilobytesEach)], Target.Most(40)),
            Figure.Of(
                "events they received", "events/s", [.. crowds.Select(static one => one.PerSecond)],
                Target.Least(0.95 * 10 * Crowd.Size)),
            Figure.Of(
                "of them, with an event missing or cut off", "subscribers",
                [.. crowds.Select(static one => (double)one.Broken)], Target.Most(0)),
        ];
    }
}
