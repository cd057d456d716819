using System.Text;
using Kaos.Agent.Grains.Log;

namespace Kaos.Tests.Shared.Log;

/// <summary>One log with its tables, and how to end it.</summary>
public sealed record LogUnderTest(
    IEventLog Log, IOutbox Outbox, IDeadlines Deadlines, IViews Views, IBlobs Blobs, Action End) : IDisposable
{
    /// <summary>The bound that <see cref="Blobs"/> must have been made with.</summary>
    public const int BlobBytes = 1000;

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public void Dispose() => End();

    public static NewEvent Event(string data, string cause = "c") =>
        new("toy.happened", Noon.AddTicks(1234567), "person:ada", cause, Encoding.UTF8.GetBytes(data));

    public static Commit Commit(string stream, long version, params string[] data) =>
        new() { Stream = stream, ExpectedVersion = version, Events = [.. data.Select(text => Event(text))] };

    public static string Text(StoredEvent stored) => Encoding.UTF8.GetString(stored.Data.Span);

    public static OutboxMessage Message(string id) => new(id, "toy", "k", "person:ada", Encoding.UTF8.GetBytes(id));

    public static ViewRow Row(
        string key, int minute, string owner = "o", string state = "open", string group = "g", string tag = "t",
        string kind = "toy") =>
        new(kind, key, owner, state, group, tag, Noon.AddMinutes(minute), Encoding.UTF8.GetBytes($"\"{key}\""));

    public async Task<List<StoredEvent>> ReadAsync(string stream, long from = 1)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in Log.ReadAsync(stream, from, TestContext.Current.CancellationToken))
        {
            events.Add(stored);
        }

        return events;
    }

    public async Task AppendAsync(Commit commit) =>
        (await Log.AppendAsync(commit, TestContext.Current.CancellationToken)).Appended.ShouldBeTrue();
}
