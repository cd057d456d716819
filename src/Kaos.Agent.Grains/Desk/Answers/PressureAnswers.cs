using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Capacity;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>
/// Limits and requests against use, what is left of nodes and quotas, what the scheduler cannot place. Pure.
/// </summary>
internal static class PressureAnswers
{
    private const double Mi = 1024 * 1024;
    private const int MostRows = 20;
    private const double NearlyFull = 0.9;

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
        var quotas = QuotaLines.Of(objects, scope.Namespace).Where(line => world.MaySee(line.Namespace)).ToList();
        var waiting = Waiting(scope, world).ToList();
        var killed = Killed(scope, world).ToList();
        var title = string.Join('\n', (string[])
        [
            Verdict(scope, loads, quotas, waiting.Count, killed.Count),
            .. killed.Take(MostRows),
            .. waiting.Count == 0 ? ["No pod waits for a node."] : waiting.Take(MostRows),
            .. quotas.Take(MostRows).Select(Quota),
            .. scope.Namespace is null ? NodeLoads.Of(objects).Select(Node) : [],
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

    // The answer, before what it rests on.
    private static string Verdict(
        IntakeScope scope, List<ContainerLoad> loads, List<QuotaLine> quotas, int waiting, int killed)
    {
        var tight = quotas.Count(line => line.Share >= NearlyFull);
        var said = new (int Count, string One, string Many)[]
        {
            (killed, "workload was killed for lack of memory", "workloads were killed for lack of memory"),
            (waiting, "pod is not scheduled", "pods are not scheduled"),
            (loads.Count(load => load.IsUnderProvisioned), "container is short", "containers are short"),
            (tight, "quota is nearly used up", "quotas are nearly used up"),
        }.Where(fact => fact.Count > 0).Select(fact => $"{fact.Count} {(fact.Count == 1 ? fact.One : fact.Many)}")
            .ToList();
        return said.Count > 0 ? $"Resource pressure{IntakeAnswers.In(scope)}: {string.Join(", ", said)}."
            : loads.Count == 0 ? $"Whether anything is short{IntakeAnswers.In(scope)} is not known."
            : $"Nothing is short{IntakeAnswers.In(scope)}.";
    }

    // Just after a kill a container uses little again, and its numbers look well.
    private static IEnumerable<string> Killed(IntakeScope scope, IntakeWorld world) =>
        Examiner.Symptoms(world.World)
            .Where(symptom => symptom.Code == SymptomCodes.OomKilled && scope.Holds(symptom.Object.Namespace ?? "") &&
                world.MaySee(symptom.Object.Namespace ?? ""))
            .GroupBy(symptom => symptom.Subject)
            .Select(same =>
                $"Killed for lack of memory: {same.Key.Kind} {same.Key.Namespace}/{same.Key.Name}, {same.Count()} "
                + $"{(same.Count() == 1 ? "container" : "containers")}, last "
                + $"{IntakeRows.Span(world.World.Now - same.Max(symptom => symptom.Since))} ago{Limit(world, same.First())}");

    private static string Limit(IntakeWorld world, Symptom symptom) =>
        world.World.Objects.Find<Pod>(symptom.Object.Namespace ?? "", symptom.Object.Name)?.Spec.Containers
            .FirstOrDefault(container => container.Name == symptom.Object.Container)?.Resources.Limits is { } limits &&
        limits.TryGetValue("memory", out var limit)
            ? $" (limit {limit})"
            : "";

    private static IEnumerable<string> Waiting(IntakeScope scope, IntakeWorld world) => world.World.Objects.Pods
        .Where(pod => scope.Holds(pod.Metadata.Namespace) && world.MaySee(pod.Metadata.Namespace) &&
            pod is { Spec.NodeName: null, Status.Phase: "Pending" })
        .Select(pod => (Pod: pod, Why: pod.Status.Conditions.FirstOrDefault(c => c.Type == "PodScheduled")))
        .Select(item =>
            $"Not scheduled: {item.Pod.Metadata.Namespace}/{item.Pod.Metadata.Name}, {IntakeRows.Age(item.Pod.Metadata, world.World.Now)}: "
            + IntakeRows.Short(item.Why is { } why
                ? why.Message ?? why.Reason ?? ""
                : "no scheduler has looked at it"));

    private static string Node(NodeLoad load)
    {
        var most = load.PodsAllocatable?.ToString("0", CultureInfo.InvariantCulture) ?? "?";
        return $"Node {load.Node}: {load.Pods} of {most} pods; "
            + $"CPU {Percent(load.CpuReserved)} requested, {Percent(load.CpuShare)} used; "
            + $"memory {Percent(load.MemoryReserved)} requested, {Percent(load.MemoryShare)} used"
            + (load.IsSchedulable ? "" : "; cordoned");
    }

    private static string Quota(QuotaLine line) =>
        $"Quota {line.Namespace}/{line.Quota}: {line.Resource} {line.Used} of {line.Hard} ({Percent(line.Share)}, "
        + (line.Share >= 1 ? "nothing left)" : $"{Left(line)} left)");

    private static Quantity Left(QuotaLine line) =>
        line.Resource.Contains("memory", StringComparison.Ordinal) ||
            line.Resource.Contains("storage", StringComparison.Ordinal)
            ? Quantity.Bytes(line.Hard.Value - line.Used.Value)
            : new Quantity(line.Hard.Value - line.Used.Value);

    private static string Verdict(ContainerLoad load) =>
        load.IsUnderProvisioned ? $"short: {Percent(load.MemoryShare)} of its memory limit"
            + (load.CpuShare is null ? "" : $", {Percent(load.CpuShare)} of its CPU limit")
        : load.IsOverProvisioned ? "asks for far more than it uses"
        : "no memory limit";

    private static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0}%") : "unknown";

    private static string Bytes(double? bytes) =>
        bytes is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / Mi:0}Mi") : "-";

    private static string Cores(double? cores) =>
        cores is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 1000:0}m") : "-";
}
