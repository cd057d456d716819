using System.Globalization;
using System.Text.Json;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>What a node's kubelet says of itself: one request through the API server.</summary>
internal static class NodeAnswers
{
    private const int LogLines = 100;
    private const double Mi = 1024 * 1024;
    private const double Gi = 1024 * Mi;
    private static readonly string[] Services =
    [
        "kubelet", "kube-proxy", "containerd", "crio", "docker", "sshd", "systemd", "chronyd", "kernel",
    ];

    /// <summary>The node that is named, the only one, or null.</summary>
    public static (IntakeWorld World, Node Node)? Named(IReadOnlyList<string> words, IntakeScope scope)
    {
        var all = scope.Worlds.SelectMany(world => world.World.Objects.Nodes.Select(node => (World: world, Node: node)))
            .ToList();
        var said = all.Where(found => words.Contains(found.Node.Metadata.Name.ToLowerInvariant())).ToList();
        return said.Count == 1 ? said[0] : said.Count == 0 && all.Count == 1 ? all[0] : null;
    }

    /// <summary>The node that is named, or null.</summary>
    public static ObjectRef? Said(IReadOnlyList<string> words, IntakeScope scope) => scope.Worlds
        .SelectMany(world => world.World.Objects.Nodes)
        .FirstOrDefault(node => words.Contains(node.Metadata.Name.ToLowerInvariant())) is { } said
        ? Subjects.Ref(said)
        : null;

    /// <summary>Asks which node is meant.</summary>
    public static Intake Which(IntakeScope scope)
    {
        var all = scope.Worlds.SelectMany(world => world.World.Objects.Nodes
            .Select(node => new Candidate(world.Cluster.Name, Subjects.Ref(node), 1))).ToList();
        return all.Count == 0
            ? new Intake.Unclear(
                $"No node is known in {string.Join(", ", scope.Worlds.Select(world => world.Cluster.Name))}.", [])
            : IntakeNearest.Ambiguous([.. all]);
    }

    public static async Task<Intake> LogsAsync(
        IntakeWorld world, Node node, IReadOnlyList<string> words, DateTimeOffset? since,
        CancellationToken cancellationToken)
    {
        var service = Services.FirstOrDefault(words.Contains) ?? "kubelet";
        var said = await world.Cluster.AskNodeAsync(
            node.Metadata.Name, $"logs/?query={service}&tailLines={LogLines}"
                + (since is { } at ? $"&sinceTime={at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : ""), cancellationToken);
        var place = $"{service} on node {node.Metadata.Name} in {world.Cluster.Name}"
            + (since is { } from ? $" since {IntakeRows.Stamp(from)}" : "");
        if (said.Body is not { } body)
        {
            return NotAnswered($"The log of {place}", said);
        }

        // A kubelet that does not answer log queries shows its log folder instead.
        if (body.AsSpan().TrimStart().StartsWith("<"))
        {
            return new Intake.Answer(
                $"The log of {place} could not be read: this kubelet does not answer log queries. " +
                "Set enableSystemLogHandler and enableSystemLogQuery in its configuration, or read the journal on the node.", null);
        }

        var lines = body.TrimEnd('\n').Split('\n').TakeLast(LogLines).ToArray();
        return new Intake.Answer(
            $"Last {lines.Length} lines of {place}:\n\n{string.Join('\n', Redaction.Lines([.. lines]))}", null);
    }

    public static async Task<Intake> StatsAsync(IntakeWorld world, Node node, CancellationToken cancellationToken)
    {
        var said = await world.Cluster.AskNodeAsync(node.Metadata.Name, "stats/summary", cancellationToken);
        var place = $"node {node.Metadata.Name} in {world.Cluster.Name}";
        if (said.Body is not { } body)
        {
            return NotAnswered($"The statistics of {place}", said);
        }

        try
        {
            using var summary = JsonDocument.Parse(body);
            return Stats(place, world, node, summary.RootElement);
        }
        catch (JsonException)
        {
            return new Intake.Answer(
                $"The statistics of {place} were not understood: the kubelet's answer is not the JSON of stats/summary.", null);
        }
    }

    private static Intake.Answer Stats(string place, IntakeWorld world, Node node, JsonElement summary)
    {
        var of = Member(summary, "node");
        var pods = Member(summary, "pods") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray()
            .ToList() : [];
        string[] lines =
        [
            $"{IntakeRows.Capitalized(place)}: {IntakeRows.Node(node, world.World.Now)[1]}, kubelet {node.Status.NodeInfo?.KubeletVersion ?? "unknown"}.",
            $"CPU: {Cores(Number(of, "cpu", "usageNanoCores"))} of {Capacity(node, "cpu", value => $"{value:0.##} cores")}",
            $"Memory: {Amount(Number(of, "memory", "workingSetBytes"))} in use, {Amount(Number(of, "memory", "availableBytes"))} available",
            $"Disk: {Amount(Number(of, "fs", "usedBytes"))} of {Amount(Number(of, "fs", "capacityBytes"))} used, {Amount(Number(of, "fs", "availableBytes"))} available",
            $"Inodes: {Count(Number(of, "fs", "inodesUsed"))} of {Count(Number(of, "fs", "inodes"))} used",
            $"Processes: {Count(Number(of, "rlimit", "curproc"))} of {Count(Number(of, "rlimit", "maxpid"))}",
        ];
        var rows = pods
            .Select(pod =>
                (Ref: Member(pod, "podRef"), Cpu: Number(pod, "cpu", "usageNanoCores"),
                    Memory: Number(pod, "memory", "workingSetBytes")))
            .Where(pod => world.MaySee(Text(pod.Ref, "namespace")))
            .OrderByDescending(pod => pod.Memory ?? 0)
            .Select(pod =>
                (IReadOnlyList<string>)[Text(pod.Ref, "namespace"), Text(pod.Ref, "name"), Cores(pod.Cpu),
                    Amount(pod.Memory)]);
        return new IntakeTable(
            $"{string.Join('\n', lines)}\nPods by memory:", ["Namespace", "Name", "CPU", "Memory"],
            [.. rows]).ToAnswer();
    }

    private static Intake.Answer NotAnswered(string what, NodeSays said) => new(
        $"{what} could not be read: {said.Why?.TrimEnd('.')}. It takes the right to get nodes/proxy, which KAOS is not given by default " +
        "because it also opens the kubelet's other doors.", null);

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) ? found : default;

    private static string Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    private static double? Number(JsonElement of, string part, string name) =>
        Member(Member(of, part), name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static string Capacity(Node node, string resource, Func<decimal, string> show) =>
        node.Status.Capacity.TryGetValue(resource, out var amount) ? show(amount.Value) : "unknown";

    private static string Cores(double? nano) =>
        nano is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0}m") : "unknown";

    private static string Amount(double? bytes) => bytes switch
    {
        null => "unknown",
        >= Gi => string.Create(CultureInfo.InvariantCulture, $"{bytes / Gi:0.0}Gi"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mi:0}Mi"),
    };

    private static string Count(double? count) =>
        count is { } value ? value.ToString("0", CultureInfo.InvariantCulture) : "unknown";
}
