using System.Threading.Channels;

namespace Kaos.A2A.Server;

/// <summary>
/// Where an agent writes its events: bounded, so that an agent cannot run far ahead of what is stored and seen.
/// </summary>
public sealed class AgentEventQueue
{
    private const int Capacity = 64;

    private readonly Channel<StreamResponse> channel =
        Channel.CreateBounded<StreamResponse>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Adds a task, message, status update or artifact update; waits while the queue is full.</summary>
    public ValueTask EnqueueAsync(StreamResponse response, CancellationToken cancellationToken) =>
        channel.Writer.WriteAsync(response, cancellationToken);

    /// <summary>No more events; with a failure when the agent broke down.</summary>
    internal void Complete(Exception? failure = null) => channel.Writer.TryComplete(failure);

    internal IAsyncEnumerable<StreamResponse> ReadAllAsync(CancellationToken cancellationToken) =>
        channel.Reader.ReadAllAsync(cancellationToken);
}
