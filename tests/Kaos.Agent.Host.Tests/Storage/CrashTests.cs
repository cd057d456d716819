using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using static Kaos.Tests.Shared.Log.LogUnderTest;

namespace Kaos.Agent.Host.Tests.Storage;

/// <summary>A process that appends and says what was acknowledged is killed; nothing of that may be missing.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    [InlineData(2000)]
    public async Task Killed_WhileAppending_NothingAcknowledgedIsLostAndNothingIsHalfThere(int after)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "SIGKILL is a Unix matter.");
        using var folder = new TestFolder();
        var acknowledged = await AppendUntilKilledAsync(folder.Path, after);

        using var storage = folder.Open();
        using var log = TestFolder.Log(storage, () => { });

        storage.Verify(TestContext.Current.CancellationToken).Flaws.ShouldBeEmpty();
        acknowledged.Count.ShouldBeGreaterThan(0);
        var messages = (await log.Outbox.PendingAsync(0, int.MaxValue, TestContext.Current.CancellationToken))
            .Select(message => message.Message.Id).ToHashSet();
        foreach (var (stream, version) in acknowledged)
        {
            var events = await log.ReadAsync(stream);
            events.Count.ShouldBeGreaterThanOrEqualTo((int)version);

            // Commits are whole: three events and a message each.
            (events.Count % 3).ShouldBe(0);
            messages.Count(id => id.StartsWith(stream + "/", StringComparison.Ordinal)).ShouldBe(events.Count / 3);
        }
    }

    private static async Task<Dictionary<string, long>> AppendUntilKilledAsync(string folder, int after)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath ?? "dotnet")
        { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet" or "testhost")
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        }

        start.Environment[CrashChild.Variable] = folder;
        using var child = Process.Start(start).ShouldNotBeNull();
        var acknowledged = new Dictionary<string, long>();
        try
        {
            for (var lines = 0; lines < after; lines++)
            {
                Note(
                    acknowledged, (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))
                        .ShouldNotBeNull());
            }
        }
        finally
        {
            child.Kill(entireProcessTree: true);
        }

        // What it said before it died was acknowledged too; its last line may be cut off.
        var rest = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        foreach (var line in rest.SkipLast(1))
        {
            Note(acknowledged, line);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return acknowledged;
    }

    private static void Note(Dictionary<string, long> acknowledged, string line)
    {
        var parts = line.Split(' ');
        acknowledged[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
    }
}

/// <summary>
/// The process to be killed: this assembly, started with the variable set. It runs in the module's initializer, so no
/// other thread may run code of this module: sixteen appends are under way, one thread waits for them.
/// </summary>
internal static class CrashChild
{
    public const string Variable = "KAOS_TEST_CRASH_FOLDER";
    private const int Writers = 16;

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            Run(folder);
            Environment.Exit(0);
        }
    }

    private static void Run(string folder)
    {
        using var storage = new SqliteStorage(
            new StorageOptions { Path = folder }, TimeProvider.System, NullLogger<SqliteStorage>.Instance);
        var log = new SqliteLog(storage);
        using var output = Console.OpenStandardOutput();
        var appends = new Task<AppendResult>[Writers];
        for (var writer = 0; writer < Writers; writer++)
        {
            appends[writer] = Append(log, writer, 0);
        }

        // Ends by itself, should nobody kill it.
        for (var answers = 0; answers < 200_000; answers++)
        {
            var writer = Task.WaitAny(appends);
            var version = appends[writer].GetAwaiter().GetResult().Version;
            output.Write(
                System.Text.Encoding.ASCII.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"w/{writer} {version}\n")));
            appends[writer] = Append(log, writer, version);
        }
    }

    private static Task<AppendResult> Append(SqliteLog log, int writer, long version)
    {
        var stream = $"w/{writer}";
        var commit = new Commit
        {
            Stream = stream,
            ExpectedVersion = version,

            // Arrays: the list that a collection expression makes is code of this module, and the writer's thread reads
            // it.
            Events = new NewEvent[] { Event("a"), Event("b"), Event("c") },
            Outbox = new OutboxMessage[] { Message($"{stream}/{version}") },
        };
        return log.AppendAsync(commit, CancellationToken.None).AsTask();
    }
}
