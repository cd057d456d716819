using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>A node's file systems, in bytes and in files, as node-exporter tells them.</summary>
internal sealed class NodeDiskGauge : IGauge
{
    private static readonly (string Free, string Size, string What, Func<double, string> Amount)[] Kinds =
    [
        ("node_filesystem_avail_bytes", "node_filesystem_size_bytes", "space", Filling.Bytes),
        ("node_filesystem_files_free", "node_filesystem_files", "inodes", Filling.Files),
    ];

    // What lies in memory, or is meant to be full.
    private static readonly HashSet<string> NoDisk =
        ["tmpfs", "ramfs", "squashfs", "iso9660", "overlay", "erofs", "devtmpfs", "nsfs"];

    public string Cause => CauseCodes.NodeDiskFilling;

    public bool IsOf(Scene scene, ObjectRef subject) => subject.Kind == "Node";

    public IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject) =>
        NodeSeries.Reads(scene, subject, Kinds.SelectMany(kind => new[] { kind.Free, kind.Size }));

    public Reading? Read(Scene scene, ObjectRef subject)
    {
        var measured = Kinds.SelectMany(kind => Measured(scene, subject, kind.Free, kind.Size)
            .Select(disk => (kind.What, kind.Amount, disk.Place, disk.Filling))).ToList();
        var worst = measured.Where(disk => disk.Filling.IsTrouble)
            .OrderBy(disk => disk.Filling.HoursLeft ?? 0).ThenByDescending(disk => disk.Filling.Share)
            .ThenBy(disk => disk.Place.Length).ThenBy(disk => disk.Place, StringComparer.Ordinal).FirstOrDefault();
        return measured.Count == 0 ? null : new Reading(worst.Filling is { } filling
            ? complaint => FillingDraft.OfNode(
                scene, complaint, worst.Place, worst.What, filling, filling.Arithmetic(worst.Amount))
            : null);
    }

    private static IEnumerable<(string Place, Filling Filling)> Measured(
        Scene scene, ObjectRef node, string freeName, string sizeName)
    {
        var sizes = NodeSeries.Of(scene, node, sizeName).ToLookup(Place);
        foreach (var free in NodeSeries.Of(scene, node, freeName)
            .Where(s => !NoDisk.Contains(s.Labels.GetValueOrDefault("fstype") ?? "")))
        {
            if (sizes[Place(free)].FirstOrDefault() is { } size && size.Points[^1].Value is var all && all > 0 &&
                Filling.Of(Used(free, all), all) is { } filling)
            {
                yield return (Place(free), filling);
            }
        }
    }

    private static ImmutableArray<Sample> Used(MetricSeries free, double size) =>
        [.. free.Points.Where(p => double.IsFinite(p.Value)).Select(p => new Sample(p.At, size - p.Value))];

    private static string Place(MetricSeries series) =>
        series.Labels.GetValueOrDefault("mountpoint") ?? series.Labels.GetValueOrDefault("device") ?? "/";
}
