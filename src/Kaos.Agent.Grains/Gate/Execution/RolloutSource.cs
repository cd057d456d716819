using System.Globalization;
using System.Runtime.CompilerServices;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>Where the state of one workload's roll-out is read and watched.</summary>
internal sealed class RolloutSource(IKubernetesReader reader, ObjectRef target)
{
    public async Task<RolloutState> LookAsync(CancellationToken cancellationToken)
    {
        switch (target.Kind)
        {
            case "StatefulSet":
                return RolloutState.Read(
                    await reader.GetAsync<StatefulSet>(target.Namespace, target.Name, cancellationToken));
            case "DaemonSet":
                return RolloutState.Read(
                    await reader.GetAsync<DaemonSet>(target.Namespace, target.Name, cancellationToken));
            default:
                var live = await reader.GetAsync<Deployment>(target.Namespace, target.Name, cancellationToken);
                return RolloutState.Read(live, (await ReplicaSetsAsync(live, cancellationToken)).Newest);
        }
    }

    /// <summary>
    /// Each state as it comes, so that none between two looks is missed. Ends when the server says so.
    /// </summary>
    public IAsyncEnumerable<RolloutState> WatchAsync(CancellationToken cancellationToken) => target.Kind switch
    {
        "StatefulSet" => WatchAsync<StatefulSet>(RolloutState.Read, cancellationToken),
        "DaemonSet" => WatchAsync<DaemonSet>(RolloutState.Read, cancellationToken),
        _ => WatchReplicaSetsAsync(cancellationToken),
    };

    private async IAsyncEnumerable<RolloutState> WatchAsync<T>(
        Func<T, RolloutState> read, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var live = await reader.GetAsync<T>(target.Namespace, target.Name, cancellationToken);
        yield return read(live);
        var query = new WatchQuery(
            live.Metadata.ResourceVersion, target.Namespace, FieldSelector: $"metadata.name={target.Name}");
        await foreach (var change in reader.WatchAsync<T>(query, cancellationToken))
        {
            if (change.Type == WatchEventType.Modified)
            {
                yield return read(change.Object);
            }
        }
    }

    // A Deployment counts old and new pods together; its newest ReplicaSet knows the new ones.
    private async IAsyncEnumerable<RolloutState> WatchReplicaSetsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var live = await reader.GetAsync<Deployment>(target.Namespace, target.Name, cancellationToken);
        var (newest, version) = await ReplicaSetsAsync(live, cancellationToken);
        var query = new WatchQuery(version, target.Namespace, Selector(live));
        await foreach (var change in reader.WatchAsync<ReplicaSet>(query, cancellationToken))
        {
            if (newest is not null && change.Object.Metadata.Uid == newest.Metadata.Uid &&
                change.Type == WatchEventType.Modified)
            {
                yield return RolloutState.Read(live, change.Object) with { Complete = false };
            }
        }
    }

    private async Task<(ReplicaSet? Newest, string Version)> ReplicaSetsAsync(
        Deployment live, CancellationToken cancellationToken)
    {
        ReplicaSet? newest = null;
        var version = "";
        await foreach (var page in reader.ListPagesAsync<ReplicaSet>(new ListQuery(target.Namespace, Selector(live)),
            cancellationToken))
        {
            version = page.ResourceVersion;
            newest = page.Items.Where(set => set.Metadata.Controller?.Uid == live.Metadata.Uid)
                .Concat(newest is null ? [] : [newest]).MaxBy(Revision);
        }

        return (newest, version);
    }

    private static string Selector(Deployment live) =>
        string.Join(
            ',', (live.Spec.Selector?.MatchLabels ?? new Dictionary<string, string>())
                .Select(label => $"{label.Key}={label.Value}"));

    private static long Revision(ReplicaSet set) =>
        long.TryParse(
            set.Metadata.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var revision)
            ? revision
            : 0;
}
