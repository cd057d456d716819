using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Workflows.Town;

/// <summary>A small cluster in which something of everything is wrong, behind a real HTTP API server.</summary>
internal static class TownBench
{
    public static async Task<GateBench> OpenAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Workflows", "Town");
        var items = (JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "town.json"), cancellationToken))?["items"] as JsonArray ?? [])
            .OfType<JsonObject>().ToArray();
        var bench = await GateBench.StartAsync(
            [.. items.Where(item => Kinds.Find(KindOf(item)) is not null).Select(item => (PathOf(item), item))]);
        bench.Api.List(
            "/apis/apps/v1/namespaces/shop/replicasets",
            [.. items.Where(item => KindOf(item) == "ReplicaSet").Select(item => (JsonObject)item.DeepClone())]);
        bench.Cluster.Objects = SnapshotReader.Read(folder, cancellationToken: cancellationToken).Objects;
        bench.Api.DryRun = async http =>
        {
            await http.Response.Body.WriteAsync("{}"u8.ToArray(), cancellationToken);
            return true;
        };
        return bench;
    }

    public static Finding Finding(
        string cause, ObjectRef edit, ObjectRef? root = null, ObjectRef? symptom = null,
        params (string Name, string Value)[] facts) => new()
        {
            CauseCode = cause,
            Severity = Severity.Critical,
            Confidence = 0.9,
            RootCause = root ?? edit,
            EditTarget = edit,
            Subject = edit with { Container = null },
            Symptoms = symptom is null ? [] : [symptom],
            Summary = "Something is wrong.",
            Chain = [],
            Evidence = [],
            Facts = Samples.Facts(facts),
            FirstSeen = Samples.At,
            LastSeen = Samples.At,
        };

    private static string KindOf(JsonObject item) => item["kind"]?.ToString() ?? "";

    private static string PathOf(JsonObject item) => (Kinds.Find(KindOf(item)) ?? throw new InvalidOperationException(KindOf(item)))
        .Path(item["metadata"]?["namespace"]?.ToString(), item["metadata"]?["name"]?.ToString());
}
