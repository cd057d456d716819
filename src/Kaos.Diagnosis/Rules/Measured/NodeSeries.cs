using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>
/// Series about a node. Exporters name it as <c>node</c>, or only the address that they were scraped at as
/// <c>instance</c>.
/// </summary>
internal static class NodeSeries
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(12);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public static IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef node, params IEnumerable<string> metrics) =>
        metrics.SelectMany(metric => Matches(scene, node).Select(match =>
            new ReadRequest.Series("", metric, Window, Step, Counter: false, match)));

    public static IEnumerable<MetricSeries> Of(Scene scene, ObjectRef node, string metric)
    {
        var matches = Matches(scene, node).ToList();
        return scene.Series(metric)
            .Where(series => series.Points.Count > 0 && matches.Any(match => match.Fits(series)));
    }

    private static IEnumerable<LabelMatch> Matches(Scene scene, ObjectRef node)
    {
        yield return LabelMatch.Exactly("node", node.Name);
        var addresses = scene.Index.Objects.Find<Node>("", node.Name)?.Status.Addresses.Select(a => a.Address) ?? [];
        var names = string.Join('|', addresses.Prepend(node.Name).Where(name => name is { Length: > 0 }).Distinct()
            .Order(StringComparer.Ordinal).Select(Regex.Escape));
        yield return new LabelMatch("instance", $"({names})(:[0-9]+)?");
    }
}
