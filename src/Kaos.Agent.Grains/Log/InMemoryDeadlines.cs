namespace Kaos.Agent.Grains.Log;

internal sealed class InMemoryDeadlines : IDeadlines
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Key, string Name), DateTimeOffset> due = [];
    private readonly Pulse changed = new();

    public void Change(IReadOnlyList<DeadlineChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var change in changes)
            {
                var id = (change.Kind, change.Key, change.Name);
                if (change.Due is { } at)
                {
                    due[id] = at.ToUniversalTime();
                }
                else
                {
                    due.Remove(id);
                }
            }
        }

        changed.Set();
    }

    public ValueTask<IReadOnlyList<Deadline>> DueAsync(
        DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. due.Where(row => row.Value <= now)
                .OrderBy(static row => row.Value)
                .Take(limit)
                .Select(static row => new Deadline(row.Key.Kind, row.Key.Key, row.Key.Name, row.Value))]);
        }
    }

    public ValueTask<Deadline?> FindAsync(string kind, string key, string name, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(due.TryGetValue((kind, key, name), out var at) ? new Deadline(kind, key, name, at) : null);
        }
    }

    public ValueTask<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(due.Count == 0 ? null : due.Values.Min());
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => changed.WaitAsync(cancellationToken);
}
