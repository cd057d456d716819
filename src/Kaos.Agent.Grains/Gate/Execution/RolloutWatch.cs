using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>Follows a roll-out until it is complete, in cluster time.</summary>
internal sealed class RolloutWatch(IKubernetesReader reader, ICluster cluster)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="TimeoutException">Nothing has moved for ten minutes of cluster time.</exception>
    public async IAsyncEnumerable<RolloutProgress> FollowAsync(
        ObjectRef target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = 0;
        var moved = cluster.Now;
        var last = "";
        while (true)
        {
            var state = await StateAsync(target, cancellationToken);
            if (state is not null && state.Fingerprint != last)
            {
                (moved, last) = (cluster.Now, state.Fingerprint);
            }

            if (state is { Seen: true } && (state.Ready > told || (state.Complete && told == 0)))
            {
                told = state.Ready;
                yield return new RolloutProgress(state.Ready, state.Of);
            }

            if (state is { Complete: true })
            {
                yield break;
            }

            if (cluster.Now - moved > Patience)
            {
                throw new TimeoutException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The roll-out of {target} has not moved for {Patience.TotalMinutes:0} minutes ({told} of {state?.Of ?? 0} ready). Look at its newest pods."));
            }

            await cluster.DelayUntilAsync(cluster.Now + Between, cancellationToken);
        }
    }

    // A read that fails does not end a roll-out; the patience above does.
    private async Task<RolloutState?> StateAsync(ObjectRef target, CancellationToken cancellationToken)
    {
        try
        {
            var live = await LiveObjects.GetAsync(reader, target, cancellationToken);
            return RolloutState.Read(live, target.Kind == "Deployment" ? await NewestAsync(target, live, cancellationToken) : null);
        }
        catch (KubernetesException failed) when (failed.Error is not (KubernetesError.NotFound or KubernetesError.Forbidden or KubernetesError.Unauthorized))
        {
            return null;
        }
    }

    private async Task<JsonObject?> NewestAsync(ObjectRef target, JsonObject live, CancellationToken cancellationToken)
    {
        var labels = JsonPath.Find(live, "spec", "selector", "matchLabels") as JsonObject ?? [];
        var selector = string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));
        var uid = JsonPath.Text(live, "metadata", "uid");
        ReplicaSet? newest = null;
        await foreach (var set in reader.ListAsync<ReplicaSet>(new ListQuery(target.Namespace, selector), cancellationToken))
        {
            if (set.Metadata.Controller?.Uid == uid && (newest is null || Revision(set) > Revision(newest)))
            {
                newest = set;
            }
        }

        return newest is null ? null : new JsonObject { ["readyReplicas"] = newest.Status.ReadyReplicas };
    }

    private static long Revision(ReplicaSet set) =>
        long.TryParse(
            set.Metadata.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var revision)
            ? revision
            : 0;
}
