using System.Diagnostics;
using System.Globalization;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kaos.Benchmarks;

/// <summary>Durable appends, one event a commit, each writer on its own stream and waiting for every answer.</summary>
internal static class LogAppend
{
    public static async Task RunAsync(int writers, TimeSpan duration, string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        using (var storage = new SqliteStorage(
            new StorageOptions { Path = folder }, TimeProvider.System, NullLogger<SqliteStorage>.Instance))
        {
            var log = new SqliteLog(storage);
            await MeasureAsync(log, writers, TimeSpan.FromSeconds(1), "warm");
            var (events, elapsed) = await MeasureAsync(log, writers, duration, "run");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"log append: {events / elapsed.TotalSeconds:N0} events/s, {writers} writers, {Environment.ProcessorCount} cores, "
                + $"{events:N0} events of 200 bytes in {elapsed.TotalSeconds:N1} s, WAL synchronous=FULL (fsync per group commit)"));
            var clock = Stopwatch.StartNew();
            var verified = storage.Verify(CancellationToken.None);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"log verify: {verified.Events / clock.Elapsed.TotalSeconds:N0} events/s, sound: {verified.IsSound}"));
        }

        var open = Stopwatch.StartNew();
        using (new SqliteStorage(new StorageOptions { Path = folder }, TimeProvider.System, NullLogger<SqliteStorage>.Instance))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log open: {open.Elapsed.TotalMilliseconds:N0} ms"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(long Events, TimeSpan Elapsed)> MeasureAsync(
        SqliteLog log, int writers, TimeSpan duration, string name)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Run(async () =>
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
                        Events = [new NewEvent("benchmark.tick", DateTimeOffset.UnixEpoch, "system:benchmark", $"c-{version}", data)],
                    },
                    CancellationToken.None);
                if (!result.Appended)
                {
                    throw new InvalidOperationException($"{stream} is at {result.Version}, not {version}.");
                }
            }

            return version;
        })));
        return (counts.Sum(), clock.Elapsed);
    }
}
