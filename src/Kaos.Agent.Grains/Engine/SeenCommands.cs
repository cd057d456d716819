namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Ids of the newest commands that a grain has recorded something for. Bounded, so that a grain that lives for years
/// does not grow: repetitions come from retries and redeliveries, moments later. What is repeated after so many others
/// is decided again, on a state that knows what was done.
/// </summary>
internal sealed class SeenCommands(int most)
{
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Oldest first.</summary>
    public IEnumerable<string> All => order;

    public bool Contains(string id) => ids.Contains(id);

    public void Add(string id)
    {
        if (!ids.Add(id))
        {
            return;
        }

        order.Enqueue(id);
        if (order.Count > most)
        {
            ids.Remove(order.Dequeue());
        }
    }

    public void Clear()
    {
        ids.Clear();
        order.Clear();
    }
}
