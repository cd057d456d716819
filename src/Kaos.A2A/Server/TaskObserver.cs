using System.Threading.Channels;

namespace Kaos.A2A.Server;

/// <summary>Told of a task's events in order, under the task's gate; must be quick and never throw.</summary>
internal abstract class TaskObserver
{
    /// <summary>The task as it was when this observer joined.</summary>
    public abstract void OnSnapshot(AgentTask task);

    /// <summary>An event, and the state that it tells of; null when it tells of none.</summary>
    public abstract void OnEvent(SharedEvent told, TaskState? reached);

    /// <summary>A direct reply instead of a task.</summary>
    public abstract void OnMessage(Message message);

    /// <summary>Nothing more will come.</summary>
    public abstract void OnClosed(Exception? failure);
}

/// <summary>
/// Feeds a stream through a bounded buffer, so that a slow reader holds nobody back; one that falls too far behind is
/// cut off with an error, and gets the whole state again when it subscribes again.
/// </summary>
internal sealed class StreamObserver(int capacity, bool closesOnInputRequired) : TaskObserver
{
    private readonly Channel<StreamItem> channel = Channel.CreateBounded<StreamItem>(
        new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = false });

    public IAsyncEnumerable<StreamItem> ReadAllAsync(CancellationToken cancellationToken) =>
        channel.Reader.ReadAllAsync(cancellationToken);

    public override void OnSnapshot(AgentTask task) => Write((StreamResponse)task);

    public override void OnEvent(SharedEvent told, TaskState? reached)
    {
        Write(new StreamItem(told.Response) { Shared = told });
        if (reached?.IsTerminal() is true || (closesOnInputRequired && reached is TaskState.InputRequired))
        {
            channel.Writer.TryComplete();
        }
    }

    public override void OnMessage(Message message)
    {
        Write((StreamResponse)message);
        channel.Writer.TryComplete();
    }

    public override void OnClosed(Exception? failure) => channel.Writer.TryComplete(failure);

    private void Write(StreamItem item)
    {
        if (!channel.Writer.TryWrite(item))
        {
            channel.Writer.TryComplete(new A2AException(
                "This stream fell too far behind and was closed. Subscribe again for the current state.",
                A2AErrorCode.InternalError));
        }
    }
}

/// <summary>Waits until a task is terminal or interrupted, or merely exists; or for a message instead.</summary>
internal sealed class SettleObserver(bool existenceIsEnough) : TaskObserver
{
    private readonly TaskCompletionSource<Message?> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The direct reply; null when there is a task to look at.</summary>
    public Task<Message?> Settled => settled.Task;

    public override void OnSnapshot(AgentTask task)
    {
        if (existenceIsEnough)
        {
            settled.TrySetResult(null);
        }
    }

    public override void OnEvent(SharedEvent told, TaskState? reached)
    {
        if (existenceIsEnough || (reached is { } state && (state.IsTerminal() || state.IsInterrupted())))
        {
            settled.TrySetResult(null);
        }
    }

    public override void OnMessage(Message message) => settled.TrySetResult(message);

    public override void OnClosed(Exception? failure)
    {
        if (failure is null)
        {
            settled.TrySetResult(null);
        }
        else
        {
            settled.TrySetException(failure);
        }
    }
}
