using System.Collections.Immutable;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;
using Microsoft.Extensions.Logging;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Looks at one cluster whenever it has changed, or time may have made a difference, and hands over what is newly bad.
/// Level-based: each look is at the whole world, so a missed change costs nothing; only what differs is judged again.
/// </summary>
internal sealed partial class Watcher(
    ICluster cluster,
    Func<string?, string> tenantOf,
    Func<ImmutableArray<Symptom>, ClusterSnapshot, ImmutableArray<Symptom>> trusted,
    Func<CancellationToken, Task<IEnumerable<WatchKey>>> remember,
    Func<Signal, CancellationToken, Task> receive,
    Func<WatchKey, CancellationToken, Task> over,
    TimeProvider time,
    ILogger<Watcher> logger)
{
    // A roll-out changes many objects at once: one look for all of them.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private WatchMemory? memory;
    private LiveSymptoms? live;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken);
                await WaitAsync(cancellationToken);
                await Task.Delay(Debounce, time, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(cluster.Name, e);
                await Task.Delay(AfterFailure, time, cancellationToken);
            }
        }
    }

    /// <summary>One look; what is due is handed over, and counts as told only when it has been taken.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var world = cluster.Look();
        live = live?.After(world) ?? LiveSymptoms.Of(world);
        memory ??= WatchMemory.Of(await remember(cancellationToken), world.Now);
        var look = memory.Look(trusted(live.All, world), world.Now);
        memory = look.Memory;
        foreach (var symptom in look.Due)
        {
            await receive(SignalOf(symptom), cancellationToken);
            memory = memory.Told(symptom);
            LogTold(cluster.Name, symptom.Code, symptom.Subject);
        }

        foreach (var key in look.Over)
        {
            await over(key, cancellationToken);
            memory = memory.Forget(key);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (LookAgain() is not { } again)
        {
            await cluster.WaitForChangeAsync(cancellationToken);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = cluster.WaitForChangeAsync(either.Token).AsTask();
        var timer = cluster.DelayUntilAsync(again, either.Token);
        var first = await Task.WhenAny(change, timer);
        await either.CancelAsync();
        await Task.WhenAll(change, timer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        await first;
    }

    // Not in a tight circle, whatever a judgement says of how long it holds.
    private DateTimeOffset? LookAgain()
    {
        var now = cluster.Now;
        var soonest = now + WatchMemory.BetweenLooks;
        var judged = live?.Until is { } until && until < DateTimeOffset.MaxValue ? until : (DateTimeOffset?)null;
        var again = memory?.LookAgain(now) is { } told && (judged is null || told < judged) ? told : judged;
        return again < soonest ? soonest : again;
    }

    private Signal SignalOf(Symptom symptom) => new(
        SignalIds.Of("watch", cluster.Name, symptom.Subject, symptom.Code, symptom.Since),
        tenantOf(symptom.Subject.Namespace),
        cluster.Name,
        symptom.Subject,
        symptom.Code,
        symptom.Severity,
        "watch",
        "kaos",
        symptom.Since,
        symptom.Text);
}
