using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>What a workload asks of the cluster: replicas, and per pod its requests and limits.</summary>
internal sealed record Demand(long Replicas, decimal Cpu, decimal Memory, decimal CpuLimit, decimal MemoryLimit)
{
    public static bool IsWorkload(string kind) => kind is "Deployment" or "StatefulSet" or "DaemonSet";

    public static Demand Of(JsonObject workload)
    {
        var containers = (JsonPath.Find(workload, "spec", "template", "spec", "containers") as JsonArray ?? [])
            .ToArray();
        // A container without a request is given its limit as request by the server.
        return new Demand(
            JsonPath.Number(workload, "spec", "replicas") ?? 1,
            containers.Sum(container =>
                Amount(container, "requests", "cpu") ?? Amount(container, "limits", "cpu") ?? 0),
            containers.Sum(container =>
                Amount(container, "requests", "memory") ?? Amount(container, "limits", "memory") ?? 0),
            containers.Sum(container => Amount(container, "limits", "cpu") ?? 0),
            containers.Sum(container => Amount(container, "limits", "memory") ?? 0));
    }

    /// <summary>By the names of a quota: how much more the other asks for in all.</summary>
    public IEnumerable<(string Resource, decimal More)> MoreIn(Demand other) =>
    [
        ("pods", other.Replicas - Replicas),
        ("requests.cpu", (other.Replicas * other.Cpu) - (Replicas * Cpu)),
        ("cpu", (other.Replicas * other.Cpu) - (Replicas * Cpu)),
        ("requests.memory", (other.Replicas * other.Memory) - (Replicas * Memory)),
        ("memory", (other.Replicas * other.Memory) - (Replicas * Memory)),
        ("limits.cpu", (other.Replicas * other.CpuLimit) - (Replicas * CpuLimit)),
        ("limits.memory", (other.Replicas * other.MemoryLimit) - (Replicas * MemoryLimit)),
    ];

    private static decimal? Amount(JsonNode? container, string part, string resource) =>
        JsonPath.Find(container, "resources", part, resource) is JsonValue value
        && Quantity.TryParse(value.ToString(), out var quantity) ? quantity.Value : null;
}
