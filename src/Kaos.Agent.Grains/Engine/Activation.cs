using System.Threading.Channels;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// One grain in memory: its mailbox and the loop that takes one question after the other. What a turn does is in
/// <see cref="Activation{TState,TCommand,TEvent}"/>.
/// </summary>
internal abstract class Activation
{
    private readonly Channel<Question> mailbox;
    private long lastUsed;
    private int waiting;
    private volatile bool closed;

    protected Activation(GrainId id, EngineParts parts)
    {
        Id = id;
        Parts = parts;
        lastUsed = parts.Time.GetTimestamp();
        mailbox = Channel.CreateBounded<Question>(
            new BoundedChannelOptions(parts.Options.MailboxCapacity) { SingleReader = true });
    }

    public GrainId Id { get; }

    protected EngineParts Parts { get; }

    /// <summary>Starts the loop; ends when the mailbox is closed and empty.</summary>
    public async Task RunAsync()
    {
        await foreach (var question in mailbox.Reader.ReadAllAsync())
        {
            await AnswerAsync(question);
        }
    }

    /// <summary>False: this activation is being forgotten, ask a new one.</summary>
    public async ValueTask<bool> PostAsync(Question question)
    {
        Interlocked.Increment(ref waiting);
        Volatile.Write(ref lastUsed, Parts.Time.GetTimestamp());
        try
        {
            await mailbox.Writer.WriteAsync(question, question.Cancelled);
            return true;
        }
        catch (ChannelClosedException)
        {
            Interlocked.Decrement(ref waiting);
            return false;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref waiting);
            throw;
        }
    }

    /// <summary>Timestamp of the provider of time.</summary>
    public long LastUsed => Volatile.Read(ref lastUsed);

    /// <summary>Open, with nothing to answer, and not used for so long.</summary>
    public bool IsIdle(TimeSpan after) =>
        !closed && Volatile.Read(ref waiting) == 0 && Parts.Time.GetElapsedTime(LastUsed) >= after;

    /// <summary>No more questions; those taken are still answered.</summary>
    public void Close()
    {
        closed = true;
        mailbox.Writer.TryComplete();
    }

    /// <summary>The state and its version, when the grain is loaded; null otherwise.</summary>
    public abstract object? Standing { get; }

    protected void Used() => Volatile.Write(ref lastUsed, Parts.Time.GetTimestamp());

    protected abstract ValueTask<Answer> TurnAsync(Question question);

    private async ValueTask AnswerAsync(Question question)
    {
        // Once begun, a turn runs to its end: its caller may leave, its commit may not.
        if (question.Cancelled.IsCancellationRequested)
        {
            Interlocked.Decrement(ref waiting);
            question.Reply.TrySetCanceled(question.Cancelled);
            return;
        }

        try
        {
            var answer = await TurnAsync(question);
            Interlocked.Decrement(ref waiting);
            question.Reply.TrySetResult(answer);
        }
        catch (Exception exception)
        {
            Interlocked.Decrement(ref waiting);
            question.Reply.TrySetException(exception);
        }
    }

    /// <summary>What waits in a mailbox: a command, a due deadline, or (neither) the wish to be loaded.</summary>
    internal sealed record Question(
        object? Command,
        Deadline? Due,
        Principal Actor,
        string CommandId,
        CancellationToken Cancelled)
    {
        public TaskCompletionSource<Answer> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
