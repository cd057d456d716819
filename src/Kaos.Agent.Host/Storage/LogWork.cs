using Kaos.Agent.Grains.Log;

namespace Kaos.Agent.Host.Storage;

/// <summary>Something that the writer does inside a transaction that it may share with others.</summary>
internal abstract class LogWork
{
    /// <summary>On the writer's thread; may run again when the shared transaction was given up.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>After the transaction is durable.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception exception);

    /// <summary>What changed, for those who wait for it.</summary>
    public virtual Commit? Committed => null;
}

/// <summary>Work of which only the end is awaited.</summary>
internal sealed class ActionWork(Action<WriteSession> apply) : LogWork
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => done.Task;

    public override void Apply(WriteSession session) => apply(session);

    public override void Succeed() => done.TrySetResult();

    public override void Fail(Exception exception) => done.TrySetException(exception);
}

internal sealed class AppendWork(Commit commit) : LogWork
{
    private readonly TaskCompletionSource<AppendResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendResult result;

    public Task<AppendResult> Done => done.Task;

    public override Commit? Committed => result.Appended ? commit : null;

    public override void Apply(WriteSession session) => result = session.Append(commit);

    public override void Succeed() => done.TrySetResult(result);

    public override void Fail(Exception exception) => done.TrySetException(exception);
}
