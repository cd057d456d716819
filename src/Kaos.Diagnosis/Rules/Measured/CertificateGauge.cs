using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>A kubelet's own certificates: when they run out, and whether their renewal fails.</summary>
internal sealed class CertificateGauge : IGauge
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    private static readonly (string Left, string Errors, string Called)[] Kinds =
    [
        ("kubelet_certificate_manager_client_ttl_seconds",
            "kubelet_certificate_manager_client_expiration_renew_errors", "client certificate"),
        ("kubelet_certificate_manager_server_ttl_seconds", "kubelet_server_expiration_renew_errors",
            "server certificate"),
    ];

    public string Cause => CauseCodes.CertificateExpiring;

    public bool IsOf(Scene scene, ObjectRef subject) => subject.Kind == "Node";

    public IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject) =>
        NodeSeries.Reads(scene, subject, Kinds.SelectMany(kind => new[] { kind.Left, kind.Errors }));

    public Reading? Read(Scene scene, ObjectRef subject)
    {
        var measured = Kinds.SelectMany(kind => NodeSeries.Of(scene, subject, kind.Left)
            .Select(series => series.Points[^1]).Where(point => double.IsFinite(point.Value))
            .Select(point => (kind.Called, kind.Errors, Left: TimeSpan.FromSeconds(point.Value), point.At))).ToList();
        var first = measured.Where(one => one.Left < Soon).OrderBy(one => one.Left).FirstOrDefault();
        return measured.Count == 0 ? null : new Reading(first.Called is null
            ? null
            : complaint =>
                Draft(scene, complaint, first.Called, first.At + first.Left, Failed(scene, subject, first.Errors)));
    }

    private static double Failed(Scene scene, ObjectRef node, string errors) => NodeSeries.Of(scene, node, errors)
        .Select(series => series.Points[^1].Value - series.Points[0].Value).Where(double.IsFinite).DefaultIfEmpty()
        .Max();

    private static Draft Draft(Scene scene, Complaint complaint, string called, DateTimeOffset end, double failed)
    {
        var node = complaint.Subject;
        var left = end - scene.Now;
        var notes = new Notes();
        var when = left <= TimeSpan.Zero
            ? $"ran out {Filling.Hours(-left.TotalHours)} ago, at {Say.Stamp(end)}"
            : $"runs out in {Filling.Hours(left.TotalHours)}, at {Say.Stamp(end)}";
        var told = notes.Add(
            Sources.Metrics, "certificate", node, scene.Now, $"The kubelet's {called} {when}",
            ("hoursLeft", left.TotalHours));
        var renewal = failed > 0 ? $"; {Say.Number(failed)} renewals failed" : "";
        if (failed > 0)
        {
            notes.Add(
                Sources.Metrics, "renewals", node, scene.Now, $"{Say.Number(failed)} renewals of it failed lately",
                ("failed", failed));
        }

        return new Draft
        {
            Cause = CauseCodes.CertificateExpiring,
            Severity = left < TimeSpan.FromDays(1) ? Severity.Critical : Severity.Warning,
            Root = node,
            Edit = node,
            Subject = node,
            Notes = notes,
            Chain = [new Claim($"The kubelet of node {node.Name} has a {called} that {when}", [told])],
            Facts = Facts.Of(("node", node.Name), ("certificate", called), ("expiresAt", Say.Stamp(end))),
            Weights = failed > 0 ? [Confidence.Stated, Confidence.Derived] : [Confidence.Stated, Confidence.Agreeing],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"The {called} of the kubelet on node {node.Name} {when}{renewal}. " +
                "Look for its pending CertificateSigningRequest and approve it, or repair rotation; past that moment the node is lost.",
        };
    }
}
