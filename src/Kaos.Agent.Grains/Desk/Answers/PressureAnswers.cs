using System.Globalization;
using Kaos.Diagnosis.Capacity;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// Limits and requests against use, what is left of nodes and quotas, what the scheduler cannot place. Pure.
/// </summary>
internal static class PressureAnswers
{
    private const double Mi = 1024 * 1024;
    private const int MostRows = 20;

    public static Intake Of(IntakeScope scope)
    {
        var world = scope.Worlds[0];
        var objects = world.World.Objects;
        var loads = PodLoads.Of(objects, scope.Namespace).Where(load => world.MaySee(load.Namespace)).ToList();
        var remarkable = loads.Where(load =>
            load.IsUnderProvisioned || load.IsOverProvisioned || load.MemoryLimit is null)
            .OrderByDescending(load => load.IsUnderProvisioned).ThenByDescending(load => load.MemoryShare ?? 0)
            .ToList();
        var rows = remarkable.Take(MostRows).Select(load => (IReadOnlyList<string>)
        [
            load.Namespace, $"{load.Pod}/{load.Container}",
            Bytes(load.MemoryUsed), Bytes(load.MemoryRequest), Bytes(load.MemoryLimit),
            Cores(load.CpuUsed), Cores(load.CpuRequest), Cores(load.CpuLimit), Verdict(load),
        ]);
        var title = string.Join('\n', (string[])
        [
            $"Resource pressure{IntakeAnswers.In(scope)}.",
            .. scope.Namespace is null ? NodeLoads.Of(objects).Select(Node) : [],
            .. QuotaLines.Of(objects, scope.Namespace).Where(line => world.MaySee(line.Namespace)).Take(MostRows)
            .Select(Quota),
            .. Waiting(scope, world),
            loads.Count == 0
                ? "What containers use is not known: the metrics API (metrics.k8s.io) gives no numbers."
                : $"{loads.Count} containers measured; {loads.Count(load => load.IsUnderProvisioned)} are short, "
                    + $"{loads.Count(load => load.IsOverProvisioned)} ask for far more than they use, "
                    + $"{loads.Count(load => load.MemoryLimit is null)} have no memory limit.",
        ]);
        return new IntakeTable(
            title, ["Namespace", "Container", "Mem", "MemReq", "MemLim", "CPU", "CPUReq", "CPULim", "Verdict"],
            [.. rows]).ToAnswer(none: "");
    }

    private static IEnumerable<string> Waiting(IntakeScope scope, IntakeWorld world) => world.World.Objects.Pods
        .Where(pod => scope.Holds(pod.Metadata.Namespace) && world.MaySee(pod.Metadata.Namespace))
        .SelectMany(pod => pod.Status.Conditions
            .Where(condition => condition is { Type: "PodScheduled", IsFalse: true })
            .Select(condition =>
                $"Not scheduled: {pod.Metadata.Namespace}/{pod.Metadata.Name}: {IntakeRows.Short(condition.Message ?? condition.Reason ?? "")}"))
        .Take(MostRows);

    private static string Node(NodeLoad load)
    {
        var most = load.PodsAllocatable?.ToString("0", CultureInfo.InvariantCulture) ?? "?";
        return $"Node {load.Node}: {load.Pods} of {most} pods; "
            + $"CPU {Percent(load.CpuReserved)} requested, {Percent(load.CpuShare)} used; "
            + $"memory {Percent(load.MemoryReserved)} requested, {Percent(load.MemoryShare)} used"
            + (load.IsSchedulable ? "" : "; cordoned");
    }

    private static string Quota(QuotaLine line) =>
        $"Quota {line.Namespace}/{line.Quota}: {line.Resource} {line.Used} of {line.Hard} ({Percent(line.Share)}"
        + (line.Share >= 1 ? ", nothing left)" : ")");

    private static string Verdict(ContainerLoad load) =>
        load.IsUnderProvisioned ? $"short: {Percent(load.MemoryShare)} of its memory limit, {Percent(load.CpuShare)} of its CPU limit"
        : load.IsOverProvisioned ? "asks for far more than it uses"
        : "no memory limit";

    private static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0}%") : "unknown";

    private static string Bytes(double? bytes) =>
        bytes is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / Mi:0}Mi") : "-";

    private static string Cores(double? cores) =>
        cores is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 1000:0}m") : "-";
}
