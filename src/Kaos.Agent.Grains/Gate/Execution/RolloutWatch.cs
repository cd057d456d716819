using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Client;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>
/// Follows a roll-out until it is complete, in cluster time. A watch brings every step of it; looks at intervals decide
/// whether it is complete, and carry on alone where watching fails.
/// </summary>
internal sealed class RolloutWatch(IKubernetesReader reader, ICluster cluster)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Of hundreds that come at once, only the last few are worth a line each.
    private const int MostPassed = 4;

    /// <exception cref="TimeoutException">Nothing has moved for ten minutes of cluster time, or it cannot be
    /// followed.</exception>
    public async IAsyncEnumerable<RolloutProgress> FollowAsync(
        ObjectRef target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = new RolloutSource(reader, target);
        var sightings = Channel.CreateBounded<(RolloutState? State, DateTimeOffset At)>(4);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var looking = LookAsync(target, source, sightings.Writer, seen, stopping.Token);
        var watching = WatchAsync(source, sightings.Writer, seen.Task, stopping.Token);
        try
        {
            var (told, moved, last) = (0, cluster.Now, "");
            await foreach (var (state, at) in sightings.Reader.ReadAllAsync(cancellationToken))
            {
                (moved, last) = state is null || state.Moving == last ? (moved, last) : (at, state.Moving);
                if (state is { Seen: true } && state.Ready > told)
                {
                    // Between two sightings pods became ready one after the other: a count that was passed is told,
                    // too.
                    told = Math.Max(told, state.Ready - MostPassed - 1);
                    while (told < state.Ready)
                    {
                        yield return new RolloutProgress(++told, state.Of);
                    }
                }

                if (state is { Complete: true })
                {
                    yield break;
                }

                ThrowIfStuck(target, state, told, at - moved);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(looking, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void ThrowIfStuck(ObjectRef target, RolloutState? state, int told, TimeSpan still)
    {
        if (still > Patience)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"The roll-out of {target} has not moved for {Patience.TotalMinutes:0} minutes ({told} of {state?.Of ?? 0} ready). Look at its newest pods."));
        }
    }

    private async Task LookAsync(
        ObjectRef target,
        RolloutSource source,
        ChannelWriter<(RolloutState?, DateTimeOffset)> writer,
        TaskCompletionSource seen,
        CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            RolloutState? state = null;
            try
            {
                state = await source.LookAsync(cancellationToken);
                _ = state.Seen && seen.TrySetResult();
            }
            catch (KubernetesException failed) when (
                failed.Error is KubernetesError.NotFound or KubernetesError.Forbidden or KubernetesError.Unauthorized)
            {
                writer.TryComplete(
                    new TimeoutException($"The roll-out of {target} cannot be followed: {failed.Message}", failed));
                return;
            }
            catch (KubernetesException)
            {
                // One read that fails does not end a roll-out; the patience does.
            }

            await writer.WriteAsync((state, cluster.Now), cancellationToken);
            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
        }
    }

    private async Task WatchAsync(
        RolloutSource source, ChannelWriter<(RolloutState?, DateTimeOffset)> writer, Task seen,
        CancellationToken cancellationToken)
    {
        try
        {
            // Before the controller has seen the change there is no newest ReplicaSet to watch.
            await seen.WaitAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await foreach (var state in source.WatchAsync(cancellationToken))
                {
                    await writer.WriteAsync((state, cluster.Now), cancellationToken);
                }

                await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
            }
        }
        catch (KubernetesException)
        {
            // Watching only makes the steps finer; looking goes on.
        }
    }
}
