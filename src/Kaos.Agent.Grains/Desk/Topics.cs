using Kaos.Agent.Grains.Engine;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// The last topic of every conversation that was active lately. In memory on purpose: a question costs no commit, and
/// what is forgotten is asked back.
/// </summary>
internal sealed class Topics
{
    private const int Most = 2000;

    private readonly Lock door = new();
    private readonly Dictionary<GrainId, LinkedListNode<(GrainId Of, Topic Topic)>> known = [];
    private readonly LinkedList<(GrainId Of, Topic Topic)> latest = new();

    public Topic? Find(GrainId conversation)
    {
        lock (door)
        {
            return known.TryGetValue(conversation, out var node) ? node.Value.Topic : null;
        }
    }

    public void Keep(GrainId conversation, Topic topic)
    {
        lock (door)
        {
            if (known.Remove(conversation, out var before))
            {
                latest.Remove(before);
            }

            known[conversation] = latest.AddLast((conversation, topic));
            if (latest.Count > Most && latest.First is { } oldest)
            {
                known.Remove(oldest.Value.Of);
                latest.RemoveFirst();
            }
        }
    }
}
