namespace Kaos.Agent.Grains.Log;

internal sealed class InMemoryOutbox : IOutbox
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, PendingMessage> messages = new(StringComparer.Ordinal);
    private readonly Pulse added = new();
    private long last;

    public void Add(IReadOnlyList<OutboxMessage> more)
    {
        if (more.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            if (more.FirstOrDefault(message => messages.ContainsKey(message.Id)) is { } taken)
            {
                throw new InvalidOperationException(
                    $"The outbox already holds a message with the id '{taken.Id}'; ids must be unique.");
            }

            foreach (var message in more)
            {
                messages.Add(message.Id, new(++last, message));
            }
        }

        added.Set();
    }

    public ValueTask<IReadOnlyList<PendingMessage>> PendingAsync(
        long after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. messages.Values.Where(message => message.Place > after).Take(limit)]);
        }
    }

    public ValueTask RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var id in ids)
            {
                messages.Remove(id);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => added.WaitAsync(cancellationToken);
}
