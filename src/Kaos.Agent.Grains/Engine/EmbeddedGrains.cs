using System.Collections.Concurrent;
using System.Collections.Frozen;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Engine;

/// <summary>
/// Grains in this process: a mailbox per active id, state rebuilt from the log on first use and forgotten when idle.
/// </summary>
public sealed class EmbeddedGrains : IGrains, IAsyncDisposable
{
    private static readonly Principal Loader = Principal.System("engine");
    private static readonly Principal DeadlineActor = Principal.System("deadlines");

    private readonly ConcurrentDictionary<GrainId, Lazy<Living>> active = new();
    private readonly FrozenDictionary<string, GrainBinding> bindings;
    private readonly EngineParts parts;
    private readonly ITimer sweep;
    private int count;
    private int trimming;
    private volatile bool stopping;

    /// <param name="listeners">Asked for at the first commit only, so that listeners may depend on
    /// <see cref="IGrains"/>.</param>
    /// <param name="checkpoints">Null: every stream is read from its first event.</param>
    public EmbeddedGrains(
        IEnumerable<GrainBinding> kinds,
        IEventLog log,
        IDeadlines deadlines,
        TimeProvider time,
        EngineOptions options,
        Func<IEnumerable<ICommitListener>> listeners,
        ILogger<EmbeddedGrains> logger,
        IFoldCheckpoints? checkpoints = null)
    {
        bindings = kinds.ToFrozenDictionary(binding => binding.Kind, StringComparer.Ordinal);
        var resolved = new Lazy<IReadOnlyList<ICommitListener>>(() => [.. listeners()]);
        parts = new EngineParts(log, deadlines, checkpoints, time, options, Binding, () => resolved.Value, logger);
        var every = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, options.IdleAfter.Ticks / 4));
        sweep = time.CreateTimer(static engine => ((EmbeddedGrains)engine!).Sweep(), this, every, every);
    }

    /// <summary>Grains in memory now.</summary>
    public int ActiveCount => active.Count;

    public ValueTask<Answer> AskAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentException.ThrowIfNullOrEmpty(commandId);
        return PostAsync(id, new Activation.Question(command, null, actor, commandId, cancellationToken));
    }

    public async ValueTask<Answer> BeginAsync(
        GrainId id, object command, Principal actor, string commandId, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (active.ContainsKey(id)
            || await Binding(id.Kind).BeginAsync(id.Key, command, actor, commandId, parts) is not { } begun)
        {
            return await AskAsync(id, command, actor, commandId, cancellationToken);
        }

        // Who was asked meanwhile may have been loaded before the commit: the next question loads it again.
        if (active.TryGetValue(id, out var living))
        {
            living.Value.Activation.Close();
        }

        return begun;
    }

    public async ValueTask<Standing<TState>> StateAsync<TState>(GrainId id, CancellationToken cancellationToken)
        where TState : class
    {
        while (true)
        {
            if (active.TryGetValue(id, out var living) && living.Value.Activation.Standing is { } standing)
            {
                return standing as Standing<TState> ?? throw new ArgumentException(
                    $"The state of a grain of kind '{id.Kind}' is not a {typeof(TState).Name}.", nameof(id));
            }

            await PostAsync(id, new Activation.Question(null, null, Loader, "", cancellationToken));
        }
    }

    /// <summary>
    /// Delivers an outbox message as its sender's command; the sender's kind and name go with it, its roles do not.
    /// </summary>
    internal ValueTask<Answer> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        AskAsync(
            new GrainId(message.Kind, message.Key),
            Binding(message.Kind).ReadCommand(message.Command.Span),
            Sender(message.Actor),
            message.Id,
            cancellationToken);

    internal ValueTask<Answer> WakeAsync(Deadline due, CancellationToken cancellationToken) =>
        PostAsync(
            new GrainId(due.Kind, due.Key), new Activation.Question(null, due, DeadlineActor, "", cancellationToken));

    /// <summary>Answers what has been asked, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        await sweep.DisposeAsync();
        foreach (var living in active.Values)
        {
            living.Value.Activation.Close();
            await living.Value.Run;
        }
    }

    private async ValueTask<Answer> PostAsync(GrainId id, Activation.Question question)
    {
        _ = Binding(id.Kind);
        while (true)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            var living = active.GetOrAdd(
                id, static (id, engine) => new Lazy<Living>(() => engine.Begin(id)), this).Value;
            if (await living.Activation.PostAsync(question))
            {
                return await question.Reply.Task.WaitAsync(question.Cancelled);
            }

            // It is being forgotten: its last turns end before a new activation begins, so turns never overlap.
            await living.Run.WaitAsync(question.Cancelled);
        }
    }

    private Living Begin(GrainId id)
    {
        if (Interlocked.Increment(ref count) > parts.Options.MostActive)
        {
            Trim();
        }

        var activation = Binding(id.Kind).Activate(id.Key, parts);
        return new Living(activation, RunAsync(activation));
    }

    private async Task RunAsync(Activation activation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await activation.RunAsync();
        active.TryRemove(activation.Id, out _);
        Interlocked.Decrement(ref count);
    }

    private void Sweep()
    {
        foreach (var living in active.Values)
        {
            if (living.IsValueCreated && living.Value.Activation.IsIdle(parts.Options.IdleAfter))
            {
                living.Value.Activation.Close();
            }
        }
    }

    // A quarter at a time, so that the next ones do not have to look again.
    private void Trim()
    {
        if (Interlocked.Exchange(ref trimming, 1) == 1)
        {
            return;
        }

        var idle = active.Values
            .Where(static living => living.IsValueCreated && living.Value.Activation.IsIdle(TimeSpan.Zero))
            .Select(static living => living.Value.Activation)
            .OrderBy(static activation => activation.LastUsed)
            .Take(Math.Max(1, parts.Options.MostActive / 4));
        foreach (var activation in idle)
        {
            activation.Close();
        }

        Volatile.Write(ref trimming, 0);
    }

    private GrainBinding Binding(string kind) =>
        bindings.TryGetValue(kind, out var binding)
            ? binding
            : throw new ArgumentException(
                $"There is no grain kind '{kind}'. Registered: {string.Join(", ", bindings.Keys.Order(StringComparer.Ordinal))}.",
                nameof(kind));

    private static Principal Sender(string actor)
    {
        var colon = actor.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<PrincipalKind>(actor[..colon], ignoreCase: true, out var kind)
            ? new Principal(actor[(colon + 1)..], kind, [], ["*"])
            : Principal.System(actor);
    }

    private sealed record Living(Activation Activation, Task Run);
}
