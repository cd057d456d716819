using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Informers;

/// <summary>How the reading of one kind stands.</summary>
/// <param name="Namespace">Null when all namespaces are watched.</param>
/// <param name="LastRead">When the last list was complete, by the cluster's clock; null when none was.</param>
/// <param name="Problem">Why the kind cannot be read now; null when all is well.</param>
public sealed record KindState(ResourceType Type, string? Namespace, DateTimeOffset? LastRead, string? Problem)
{
    /// <summary>Whether the cache shows the cluster as it is, give or take the delay of a watch.</summary>
    public bool IsSynced => LastRead is not null && Problem is null;
}

/// <summary>Keeps one kind up to date: lists, watches from there, and starts over where the thread is lost.</summary>
internal abstract class Informer
{
    private readonly TaskCompletionSource firstOutcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public abstract KindState State { get; }

    /// <summary>Done when the first list is complete or has failed.</summary>
    public Task FirstOutcome => firstOutcome.Task;

    public abstract Task RunAsync(CancellationToken cancellationToken);

    protected void Concluded() => firstOutcome.TrySetResult();
}

internal sealed class Informer<T>(
    ResourceType type,
    string? scope,
    IKubernetesReader reader,
    KindStore<T> store,
    CacheHub hub,
    InformerOptions options,
    TimeProvider time)
    : Informer
    where T : class, IKubernetesObject
{
    private readonly bool canWatch = type.Group != "metrics.k8s.io";
    private volatile KindState state = new(type, scope, null, null);
    private DateTimeOffset resyncedAt;
    private string version = "";
    private int failures;
    private bool unanswered;

    public override KindState State => state;

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        resyncedAt = time.GetUtcNow();
        try
        {
            while (true)
            {
                var answering = hub.Answering;
                if (!await TryStepAsync(cancellationToken))
                {
                    await PauseAsync(answering, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>False when the next step should wait.</summary>
    private async Task<bool> TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(cancellationToken);
        }
        catch (KubernetesException gone) when (gone.Error == KubernetesError.Gone)
        {
            version = "";
            return false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            unanswered = failure is not KubernetesException { HttpCode: not null };

            // The loop must outlive whatever happens; the reason shows in the state, and from there in every report.
            // One dropped connection of a kind that is known is no news: the next attempt is a moment away.
            if (failures > 0 || state.LastRead is null || !unanswered)
            {
                SetState(state with { Problem = failure.Message });
            }

            Concluded();
            return false;
        }
    }

    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var lasted = true;
        if (version.Length == 0)
        {
            version = await ListAsync(cancellationToken);
        }

        if (canWatch)
        {
            lasted = await WatchAsync(cancellationToken);
        }
        else
        {
            version = "";
            failures = 0;
            await Task.Delay(options.Poll, time, cancellationToken);
        }

        if (time.GetUtcNow() - resyncedAt >= options.Resync)
        {
            resyncedAt = time.GetUtcNow();
            store.Resync(scope);
        }

        return lasted;
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var listed = "";
        await foreach (var page in reader.ListPagesAsync<T>(new ListQuery(scope, Limit: options.PageSize),
            cancellationToken))
        {
            items.AddRange(page.Items);
            listed = page.ResourceVersion;
        }

        // Only now is it known what is gone: an object may stand on any page.
        store.Replace(scope, items);
        SetState(state with { LastRead = reader.ServerTime, Problem = null });
        Answered();
        Concluded();
        return listed;
    }

    /// <summary>False when the server ended the watch at once: it must not be asked again in a tight circle.</summary>
    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var query = new WatchQuery(version, scope, TimeoutSeconds: options.WatchSeconds) { Accepted = Recovered };
        var any = false;
        await foreach (var change in reader.WatchAsync<T>(query, cancellationToken))
        {
            store.Apply(change);
            version = change.Object.Metadata.ResourceVersion is { Length: > 0 } newer ? newer : version;
            any = true;
            failures = 0;
        }

        if (!any && time.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
        {
            return false;
        }

        failures = 0;
        return true;
    }

    private void Recovered()
    {
        if (state.Problem is not null)
        {
            SetState(state with { Problem = null });
        }

        Answered();
    }

    private void Answered()
    {
        if (unanswered)
        {
            unanswered = false;
            hub.Answered();
        }
    }

    private void SetState(KindState next)
    {
        lock (hub.Gate)
        {
            state = next;
            hub.Touched();
        }
    }

    private async Task PauseAsync(Task answering, CancellationToken cancellationToken)
    {
        var doubled = options.FirstPause * Math.Pow(2, Math.Min(failures++, 20));
        var pause = doubled < options.LongestPause ? doubled : options.LongestPause;

        // Spread by kind, so that two dozen watches that broke together do not come back together.
        var spread = 0.75 + (0.5 * ((uint)string.GetHashCode(type.Plural, StringComparison.Ordinal) % 1000 / 1000.0));
        var wait = unanswered
            ? answering.WaitAsync(pause * spread, time, cancellationToken)
            : Task.Delay(pause * spread, time, cancellationToken);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
