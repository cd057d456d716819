using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>How long etcd's disk takes to make a write durable: the pace of the whole control plane.</summary>
internal sealed class EtcdDiskGauge : IGauge
{
    private const double Top = 0.99;
    private static readonly TimeSpan Window = TimeSpan.FromHours(2);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);
    private static readonly LabelMatch Any = new("job", ".*etcd.*");

    // As etcdHighFsyncDurations and etcdHighCommitDurations have it.
    private static readonly (string Metric, double Most, string What)[] Kinds =
    [
        ("etcd_disk_wal_fsync_duration_seconds_bucket", 0.5, "fsync of its log"),
        ("etcd_disk_backend_commit_duration_seconds_bucket", 0.25, "commit of its database"),
    ];

    public string Cause => CauseCodes.EtcdDiskSlow;

    // Of a pod that runs it, or of the namespace of the control plane as a whole.
    public bool IsOf(Scene scene, ObjectRef subject) => subject is { Kind: "Namespace", Name: "kube-system" } ||
        (subject.Kind is "Pod" or "Namespace" && scene.Index.Objects.Pods.Any(pod => Runs(pod) &&
            (subject.Kind == "Namespace"
                ? pod.Metadata.Namespace == subject.Name
                : pod.Metadata.Namespace == subject.Namespace && pod.Metadata.Name == subject.Name)));

    public IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject) =>
        Kinds.Select(kind => new ReadRequest.Quantile("", kind.Metric, Top, Window, Step, Any));

    public Reading? Read(Scene scene, ObjectRef subject)
    {
        var measured = Kinds.SelectMany(kind => scene.Series(kind.Metric)
            .Where(series => subject.Kind == "Namespace" || PodOf(series) is null || PodOf(series) == subject.Name)
            .Select(series => (kind.Most, kind.What, Pod: PodOf(series), Now: Lately(series)))
            .Where(one => double.IsFinite(one.Now))).ToList();
        var worst = measured.Where(one => one.Now > one.Most).OrderByDescending(one => one.Now / one.Most)
            .ThenBy(one => one.Pod, StringComparer.Ordinal).FirstOrDefault();
        return measured.Count == 0 ? null : new Reading(worst.What is null
            ? null
            : complaint => Draft(scene, complaint, worst.Pod, worst.What, worst.Now, worst.Most));
    }

    private static Draft Draft(
        Scene scene, Complaint complaint, string? pod, string what, double seconds, double most)
    {
        var runs = scene.Index.Objects.Pods.FirstOrDefault(one => one.Metadata.Name == pod && Runs(one));
        var root = runs?.Ref() ?? complaint.Subject;
        var node = runs?.Spec.NodeName;
        var place = node is null ? "its disk" : $"the disk of node {node}";
        var notes = new Notes();
        var told = notes.Add(
            Sources.Metrics, "etcd-disk", root, scene.Now,
            $"A {what} takes {Say.Duration(seconds)} in 99 of 100 cases; more than {Say.Duration(most)} slows every write of the cluster",
            ("p99", seconds), ("most", most));
        return new Draft
        {
            Cause = CauseCodes.EtcdDiskSlow,
            Root = root,
            Edit = root,
            Subject = complaint.Subject,
            Notes = notes,
            Chain = [new Claim($"A {what} of etcd takes {Say.Duration(seconds)} on {place}", [told])],
            Facts = Facts.Of(("node", node), ("p99Seconds", Say.Number(seconds))),
            Weights = [Confidence.Stated, Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"etcd is slow because of {place}: a {what} takes {Say.Duration(seconds)} (p99; {Say.Duration(most)} is the most that it bears). " +
                "Look who else writes to that disk, or give etcd one of its own.",
        };
    }

    // The labels of static pods by kubeadm, and by OpenShift.
    private static bool Runs(Pod pod) => pod.Metadata.Labels.GetValueOrDefault("component") == "etcd" ||
        pod.Metadata.Labels.GetValueOrDefault("app") == "etcd";

    // The mean of the last quarter hour: one slow write is none.
    private static double Lately(MetricSeries series) => series.Points.TakeLast(15).Select(p => p.Value)
        .Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static string? PodOf(MetricSeries series) =>
        SeriesLabels.Pods.Select(label => series.Labels.GetValueOrDefault(label))
            .FirstOrDefault(p => p is { Length: > 0 });
}
