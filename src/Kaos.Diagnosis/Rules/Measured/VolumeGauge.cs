using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>
/// A claim that fills up, in bytes or in files: from the kubelet's numbers, else from what an alert says.
/// </summary>
internal sealed class VolumeGauge : IGauge
{
    private const string Claim = "persistentvolumeclaim";
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private static readonly (string Used, string Size, string What, Func<double, string> Amount)[] Kinds =
    [
        ("kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes", "space", Filling.Bytes),
        ("kubelet_volume_stats_inodes_used", "kubelet_volume_stats_inodes", "inodes", Filling.Files),
    ];

    public string Cause => CauseCodes.VolumeFilling;

    public bool IsOf(Scene scene, ObjectRef subject) => subject.Kind == "PersistentVolumeClaim";

    public IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject)
    {
        var series = Kinds.SelectMany(kind => new[] { kind.Used, kind.Size })
            .Select(metric => (ReadRequest)new ReadRequest.Series(
                subject.Namespace ?? "", metric, Window, Step, Counter: false,
                LabelMatch.Exactly(Claim, subject.Name)))
            .ToList();
        return series.All(scene.File.Done.Contains) && Read(scene, subject) is null
            ? [new ReadRequest.Alerts()]
            : series;
    }

    public Reading? Read(Scene scene, ObjectRef subject)
    {
        var measured = Kinds.Select(kind =>
            (kind.What, kind.Amount, Filling: Measure(scene, subject, kind.Used, kind.Size)))
            .Where(kind => kind.Filling is not null).ToList();
        if (measured.Count == 0)
        {
            return VolumeAlert.Of(scene, subject) is { } told
                ? new Reading(complaint => FillingDraft.OfClaim(scene, complaint, "space", null, told))
                : null;
        }

        var worst = measured.Where(kind => kind.Filling!.IsTrouble).OrderBy(kind => kind.Filling!.HoursLeft ?? 0)
            .ThenByDescending(kind => kind.Filling!.Share).FirstOrDefault();
        return new Reading(worst.Filling is { } filling
            ? complaint => FillingDraft.OfClaim(scene, complaint, worst.What, filling,
                filling.Arithmetic(worst.Amount))
            : null);
    }

    private static Filling? Measure(Scene scene, ObjectRef claim, string usedName, string sizeName)
    {
        var used = Samples(scene, claim, usedName);
        var size = Samples(scene, claim, sizeName);
        return used.IsEmpty || size.IsEmpty ? null : Filling.Of(used, size[^1].Value);
    }

    // The kubelet tells it once for each pod that mounts the claim: the same file system each time.
    private static ImmutableArray<Sample> Samples(Scene scene, ObjectRef claim, string metric) =>
    [
        .. scene.Series(metric)
            .Where(s => s.Labels.GetValueOrDefault(Claim) == claim.Name &&
                (SeriesLabels.Namespaces.Select(l => s.Labels.GetValueOrDefault(l)).FirstOrDefault(n => n is not null)
                    ?? claim.Namespace) == claim.Namespace)
            .SelectMany(s => s.Points).Where(p => double.IsFinite(p.Value))
            .GroupBy(p => p.At).OrderBy(g => g.Key).Select(g => new Sample(g.Key, g.Max(p => p.Value))),
    ];
}
