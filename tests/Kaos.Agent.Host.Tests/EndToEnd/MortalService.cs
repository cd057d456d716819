using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Host.Cli;
using Microsoft.Extensions.DependencyInjection;

namespace Kaos.Agent.Host.Tests.EndToEnd;

/// <summary>
/// This assembly, run as a process with <see cref="Variable"/> set, is the real service with one difference: it sends
/// itself SIGKILL when a given event of a session has become durable, before anybody is answered.
/// </summary>
internal static class MortalService
{
    public const string Variable = "KAOS_TEST_KILL_AT";

#pragma warning disable CA2255 // The test runner owns Main; this is the way in before it.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } killAt)
        {
            return;
        }

        // The practice cluster that it starts is the real program and must live.
        Environment.SetEnvironmentVariable(Variable, null);
        var terminal = Terminal.Of(Console.Out, Console.Error, true);
        Environment.Exit(ServeVerb.RunAsync(
            [.. Environment.GetCommandLineArgs().Skip(1)], terminal, CancellationToken.None, services => Doom(services, killAt))
            .GetAwaiter().GetResult());
    }

    private static void Doom(IServiceCollection services, string killAt)
    {
        var original = services.Last(service => service.ServiceType == typeof(IEventLog));
        services.Remove(original);
        services.AddSingleton<IEventLog>(provider => new DoomedLog((IEventLog)original.ImplementationFactory!(provider), killAt));
    }

    private sealed class DoomedLog(IEventLog log, string killAt) : IEventLog
    {
        private readonly int killAfter = int.TryParse(killAt, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue;
        private int events;

        public async ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
        {
            var result = await log.AppendAsync(commit, cancellationToken);
            if (commit.Stream.StartsWith("session/", StringComparison.Ordinal)
                && (Interlocked.Add(ref events, commit.Events.Count) >= killAfter || commit.Events.Any(fact => fact.Type == killAt)))
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
            }

            return result;
        }

        public IAsyncEnumerable<StoredEvent> ReadAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
            log.ReadAsync(stream, fromSeq, cancellationToken);

        public IAsyncEnumerable<StoredEvent> TailAsync(string stream, long fromSeq, CancellationToken cancellationToken) =>
            log.TailAsync(stream, fromSeq, cancellationToken);

        public IAsyncEnumerable<StoredEvent> TailAllAsync(long afterPosition, CancellationToken cancellationToken) =>
            log.TailAllAsync(afterPosition, cancellationToken);
    }
}
