using System.Globalization;
using System.Text.RegularExpressions;
using Kaos.Diagnosis.ControlPlane;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>
/// What stands beside the trouble in a real cluster: other teams' healthy and odd objects, their warning events, and
/// lines in the logs that sound bad and mean nothing. The same seed gives the same noise.
/// </summary>
internal sealed partial class Noise
{
    private static readonly string[] Herrings =
    [
        "WARN setting \"ui.theme\" is deprecated and will be removed in 9.0",
        "INFO self check done: 0 errors, 0 warnings",
        "WARN sending usage statistics took 1.8 s, next attempt in 60 s",
        "ERROR usage statistics: no answer from the collector, dropped 1 batch",
        "INFO retrying is off for this queue",
    ];

    private static readonly string[] Teams = ["stationery", "museum", "greenhouse", "lighthouse", "orchard", "tramway"];

    private readonly Random random;

    public Noise(ClusterSnapshot world, int seed)
    {
        random = new Random(seed);
        var teams = Teams.Where(team => world.Objects.All().All(item => item.Metadata.Namespace != team)).ToArray();
        random.Shuffle(teams);
        var node = world.Objects.Nodes.FirstOrDefault(IsFit)?.Metadata.Name;
        var all = File.ReadAllText(RepositoryFolder.Find("tests", "Kaos.Diagnosis.Tests", "Accuracy", "Noise.yaml"))
            .Replace("NSA", teams[0], StringComparison.Ordinal)
            .Replace("NSB", teams[1], StringComparison.Ordinal);
        var last = LastWork(world);
        var documents = Ago().Replace(all,
            match => (last - TimeSpan.FromMinutes(int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture)))
            .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)).Split("---\n");

        // No node that could run them, no pods: what would run there is away too.
        Objects = node is null
            ? string.Join("---\n", documents.Where(document => !NeedsPods().IsMatch(document)))
            : string.Join("---\n", documents).Replace("NODE", node, StringComparison.Ordinal);
    }

    /// <summary>YAML documents.</summary>
    public string Objects { get; }

    /// <summary>A log with such lines among its own; its last lines stay the last.</summary>
    public string In(string log)
    {
        var lines = log.Split('\n').ToList();
        for (var i = lines.Count - 3; i >= 0; i -= random.Next(2, 5))
        {
            var stamp = Stamp().Match(lines[i]);
            lines.Insert(i, stamp.Value + Herrings[random.Next(Herrings.Length)]);
        }

        return string.Join('\n', lines);
    }

    // Where nobody schedules, or nobody controls, the other teams' pods are of before, too.
    private static DateTimeOffset LastWork(ClusterSnapshot world) => world.Objects.Of<Component>()
        .Where(part => part.Metadata.Name is Component.Scheduler or Component.ControllerManager)
        .Select(part => PlaneTrouble.Of(world.Objects, part)?.Since ?? world.Now)
        .Append(world.Now).Min();

    private static bool IsFit(Node node) =>
        !node.Spec.Unschedulable && node.Spec.Taints.Count == 0 &&
        node.Status.Conditions.All(c => c.Type == "Ready" ? c.IsTrue : c.IsFalse);

    [GeneratedRegex("@(?<minutes>[0-9]+)m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ago();

    [GeneratedRegex("NODE|^kind: (Deployment|ReplicaSet|StatefulSet|Service|HorizontalPodAutoscaler)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NeedsPods();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T\S+ ", RegexOptions.None, 1000)]
    private static partial Regex Stamp();
}
