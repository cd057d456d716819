using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;

namespace Kaos.Agent.Grains.Gate.Execution;

/// <summary>How a roll-out stands, read from the workload and, for a Deployment, from its newest ReplicaSet. Pure.</summary>
/// <param name="Seen">The controller has seen the last change; before that the numbers are those of the old state.</param>
/// <param name="Ready">Pods of the newest template that are ready.</param>
internal sealed record RolloutState(bool Seen, int Ready, int Of, bool Complete, string Fingerprint)
{
    /// <param name="newest">The status of the newest ReplicaSet of a Deployment; null where it is not known or for other kinds.</param>
    public static RolloutState Read(JsonObject live, JsonObject? newest)
    {
        var status = live["status"] as JsonObject ?? [];
        var seen = Count(status, "observedGeneration") >= (JsonPath.Number(live, "metadata", "generation") ?? 0);
        var (wanted, all, updated, ready) = JsonPath.Text(live, "kind") switch
        {
            "DaemonSet" => (
                Count(status, "desiredNumberScheduled"), Count(status, "currentNumberScheduled"),
                Count(status, "updatedNumberScheduled"), Count(status, "numberReady")),
            "StatefulSet" => (
                Wanted(live), Count(status, "replicas"), Updated(status), Count(status, "readyReplicas")),
            _ => (
                Wanted(live), Count(status, "replicas"), Count(status, "updatedReplicas"), Count(status, "readyReplicas")),
        };
        // Where old and new pods are counted together, the old ones are taken for the ready ones: never too many.
        var fresh = newest is null ? Math.Max(0, ready - Math.Max(0, all - updated)) : Count(newest, "readyReplicas");
        var complete = seen && updated == wanted && all == wanted && ready == wanted;
        return new RolloutState(
            seen, Math.Min(complete ? wanted : fresh, wanted), wanted, complete,
            $"{seen}/{wanted}/{all}/{updated}/{ready}/{fresh}");
    }

    private static int Wanted(JsonObject live) => (int)(JsonPath.Number(live, "spec", "replicas") ?? 1);

    private static int Count(JsonObject status, string name) => (int)(JsonPath.Number(status, name) ?? 0);

    // Without a roll-out of the template under way every pod is of the newest one, whatever the count says.
    private static int Updated(JsonObject status) =>
        JsonPath.Text(status, "updateRevision") is { } revision && revision == JsonPath.Text(status, "currentRevision")
            ? Count(status, "replicas")
            : Count(status, "updatedReplicas");
}
