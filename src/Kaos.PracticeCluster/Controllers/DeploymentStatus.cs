using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal static class DeploymentStatus
{
    public static void Fill(JsonObject deployment, JsonObject? current, List<JsonObject> sets, DateTimeOffset now)
    {
        var status = deployment.Make("status");
        var total = Sum(sets, "replicas");
        var available = Sum(sets, "availableReplicas");
        var updated = (int)current.Number("status", "replicas");
        var wanted = (int)deployment.Number("spec", "replicas");
        status["observedGeneration"] = deployment.NumberOr(1, "metadata", "generation");
        Conditions.Count(status, "replicas", total);
        Conditions.Count(status, "updatedReplicas", updated);
        Conditions.Count(status, "readyReplicas", Sum(sets, "readyReplicas"));
        Conditions.Count(status, "availableReplicas", available);
        Conditions.Count(status, "unavailableReplicas", Math.Max(0, Math.Max(total, wanted) - available));
        status["terminatingReplicas"] = Sum(sets, "terminatingReplicas");
        Availability(deployment, wanted, available, now);
        Progress(deployment, current, wanted, total, updated, available, now);
        var failed = sets.Select(set => set.Items("status", "conditions")
            .FirstOrDefault(one => one.Text("type") == "ReplicaFailure"))
            .FirstOrDefault(condition => condition is not null);
        if (failed is null)
        {
            Conditions.Remove(deployment, "ReplicaFailure");
        }
        else
        {
            Conditions.Set(deployment, "ReplicaFailure", "True", failed.Text("reason"), failed.Text("message"), now,
                updates: true);
        }
    }

    private static void Availability(JsonObject deployment, int wanted, int available, DateTimeOffset now)
    {
        var unavailable = deployment.Text("spec", "strategy", "rollingUpdate", "maxUnavailable");
        var tolerated = unavailable.EndsWith('%') ? (int)(Quantity.Parse(unavailable[..^1]) * wanted / 100)
            : (int)Quantity.Parse(unavailable);
        if (available >= wanted - tolerated)
        {
            Conditions.Set(deployment, "Available", "True", "MinimumReplicasAvailable",
                "Deployment has minimum availability.", now, updates: true);
        }
        else
        {
            Conditions.Set(deployment, "Available", "False", "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.", now, updates: true);
        }
    }

    private static void Progress(
        JsonObject deployment, JsonObject? current, int wanted, int total, int updated, int available,
        DateTimeOffset now)
    {
        if (current is null)
        {
            return;
        }

        var set = $"ReplicaSet \"{current.Text("metadata", "name")}\"";
        if (updated == wanted && total == wanted && available == wanted)
        {
            Conditions.Set(deployment, "Progressing", "True", "NewReplicaSetAvailable",
                $"{set} has successfully progressed.", now, updates: true);
            return;
        }

        var known = deployment.Items("status", "conditions").FirstOrDefault(one => one.Text("type") == "Progressing");
        var same = known.Text("message").Contains(set, StringComparison.Ordinal);
        if (same && known.Text("reason") is ("NewReplicaSetAvailable" or "ProgressDeadlineExceeded"))
        {
            return;
        }

        var deadline = TimeSpan.FromSeconds(deployment.NumberOr(600, "spec", "progressDeadlineSeconds"));
        if (same && now - (known.Time("lastUpdateTime") ?? now) >= deadline)
        {
            Conditions.Set(deployment, "Progressing", "False", "ProgressDeadlineExceeded",
                $"{set} has timed out progressing.", now, updates: true);
        }
        else
        {
            Conditions.Set(deployment, "Progressing", "True", "ReplicaSetUpdated", $"{set} is progressing.", now,
                updates: true);
        }
    }

    private static int Sum(List<JsonObject> sets, string field) => (int)sets.Sum(set => set.Number("status", field));
}
