using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>A node's clock, as node-exporter tells its distance from the time servers.</summary>
internal sealed class ClockGauge : IGauge
{
    private const string Offset = "node_timex_offset_seconds";
    private const string Synced = "node_timex_sync_status";

    /// <summary>As NodeClockSkewDetected has it.</summary>
    private const double Most = 0.05;

    public string Cause => CauseCodes.ClockSkew;

    public bool IsOf(Scene scene, ObjectRef subject) => subject.Kind == "Node";

    public IEnumerable<ReadRequest> Reads(Scene scene, ObjectRef subject) =>
        NodeSeries.Reads(scene, subject, Offset, Synced);

    public Reading? Read(Scene scene, ObjectRef subject)
    {
        var offsets = NodeSeries.Of(scene, subject, Offset).SelectMany(s => s.Points)
            .Where(p => double.IsFinite(p.Value)).OrderBy(p => p.At).ToList();
        if (offsets.Count == 0)
        {
            return null;
        }

        var (first, last) = (offsets[0], offsets[^1]);
        var synced = NodeSeries.Of(scene, subject, Synced).Select(s => s.Points[^1].Value).DefaultIfEmpty(1).Min() > 0;
        // A clock that is far off and comes back is being set right.
        var isWell = synced && (Math.Abs(last.Value) <= Most || Math.Abs(last.Value) < Math.Abs(first.Value) / 2);
        return new Reading(isWell ? null : complaint => Draft(scene, complaint, first.Value, last.Value, synced));
    }

    private static Draft Draft(Scene scene, Complaint complaint, double first, double last, bool synced)
    {
        var node = complaint.Subject;
        var notes = new Notes();
        var how = $"is {Say.Duration(Math.Abs(last))} {(last > 0 ? "behind" : "ahead")} (at first {Say.Duration(Math.Abs(first))})";
        var why = synced ? "it is set, and drifts all the same" : "no time server sets it";
        var told = notes.Add(
            Sources.Metrics, "clock", node, scene.Now, $"Its clock {how}; {why}", ("offset", last), ("before", first));
        return new Draft
        {
            Cause = CauseCodes.ClockSkew,
            Severity = Severity.Warning,
            Root = node,
            Edit = node,
            Subject = node,
            Notes = notes,
            Chain = [new Claim($"The clock of node {node.Name} {how}", [told])],
            Facts = Facts.Of(("node", node.Name), ("offsetSeconds", Say.Number(last))),
            Weights = synced ? [Confidence.Derived, Confidence.Agreeing] : [Confidence.Stated, Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"The clock of node {node.Name} {how}; {why}. Look at chrony or timesyncd on it, and whether it reaches its time servers.",
        };
    }
}
