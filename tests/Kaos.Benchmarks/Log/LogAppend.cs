using System.Diagnostics;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Kaos.Benchmarks.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Benchmarks.Log;

/// <summary>Durable appends, one event a commit, each writer on its own stream and waiting for every answer.</summary>
internal static class LogAppend
{
    private const int Writers = 64;
    private const int Repetitions = 5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var folder = Scratch.Folder("log");
        var options = new StorageOptions { Path = folder };
        List<double> appends = [];
        double verify;
        using (var storage = new SqliteStorage(options, TimeProvider.System, NullLogger<SqliteStorage>.Instance))
        {
            var log = new SqliteLog(storage);
            await AppendAsync(log, TimeSpan.FromSeconds(1), "warm");
            for (var i = 0; i < Repetitions; i++)
            {
                appends.Add(await AppendAsync(log, Duration, $"run-{i}"));
            }

            var clock = Stopwatch.StartNew();
            var verified = storage.Verify(CancellationToken.None);
            if (!verified.IsSound)
            {
                throw new InvalidOperationException("The log that was just written is not sound.");
            }

            verify = verified.Events / clock.Elapsed.TotalSeconds;
        }

        var open = Stopwatch.StartNew();
        using (new SqliteStorage(options, TimeProvider.System, NullLogger<SqliteStorage>.Instance))
        {
            open.Stop();
        }

        Directory.Delete(folder, recursive: true);
        return
        [
            Figure.Of(
                $"durable append, {Writers} writers, 200-byte events, fsync per group commit", "events/s", appends,
                Target.Least(20_000)),
            Figure.Of("verification of the hash chain", "events/s", [verify]),
            Figure.Of("opening that log again", "ms", [open.Elapsed.TotalMilliseconds]),
        ];
    }

    private static async Task<double> AppendAsync(SqliteLog log, TimeSpan duration, string name)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Task.Run(async () =>
        {
            var (stream, version) = ($"session/{name}-{i}", 0L);
            var data = new byte[200];
            for (; clock.Elapsed < duration; version++)
            {
                var result = await log.AppendAsync(
                    new Commit
                    {
                        Stream = stream,
                        ExpectedVersion = version,
                        Events =
                            [new NewEvent("benchmark.tick", DateTimeOffset.UnixEpoch, "system:benchmark",
                                $"c-{version}", data)],
                    },
                    CancellationToken.None);
                if (!result.Appended)
                {
                    throw new InvalidOperationException($"{stream} is at {result.Version}, not {version}.");
                }
            }

            return version;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }
}
