using System.Diagnostics;
using System.Globalization;
using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.MortalHost;

/// <summary>
/// Sends its process SIGKILL when a given event of a session has become durable, before anybody is answered.
/// </summary>
/// <param name="killAt">The event's name, or a number of events.</param>
internal sealed class DoomedLog(IEventLog log, string killAt) : IEventLog
{
    private readonly int killAfter = int.TryParse(
        killAt, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue;
    private int events;

    public async ValueTask<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        var result = await log.AppendAsync(commit, cancellationToken);
        if (commit.Stream.StartsWith("session/", StringComparison.Ordinal)
            && (Interlocked.Add(ref events, commit.Events.Count) >= killAfter ||
                commit.Events.Any(fact => fact.Type == killAt)))
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
