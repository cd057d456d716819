using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Incidents;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// From what an examination ended with to the report. Pure; the same input gives the same report, ids included.
/// </summary>
internal static class TriageReports
{
    // Offline there is nobody to have a tenant; the name keeps ids apart from those of live incidents.
    private const string OfflineTenant = "offline";

    public static TriageReport Of(
        string cluster,
        DateTimeOffset now,
        Examination examination,
        string? @namespace,
        Func<Finding, UnplannedOptions>? options)
    {
        var found = examination.Findings
            .Where(finding => Concerns(@namespace, finding.Subject, finding.Symptoms.Append(finding.RootCause)))
            .Select(finding => FindingViews.Of(
                Id(cluster, finding.Subject, finding.CauseCode, finding.RootCause.ToString()),
                null, cluster, finding, options?.Invoke(finding)));
        var unexplained = examination.Unexplained
            .Where(symptom => Concerns(@namespace, symptom.Subject, [symptom.Object]))
            .GroupBy(symptom => symptom.Subject)
            .Select(group => FindingViews.Unexplained(
                Id(cluster, group.Key, CauseCodes.Unknown, ""), null, cluster, [.. group], now));
        ImmutableArray<IncidentView> incidents = [.. found.Concat(unexplained).DistinctBy(view => view.Id)];
        return new TriageReport(now, Status(incidents, examination.NotChecked), incidents, examination.NotChecked);
    }

    private static TriageStatus Status(ImmutableArray<IncidentView> incidents, ImmutableArray<NotChecked> notChecked) =>
        !incidents.IsEmpty ? TriageStatus.Incidents
        : notChecked.Any(part => Unread.Matters(part.What)) ? TriageStatus.Unknown
        : TriageStatus.Healthy;

    private static bool Concerns(string? @namespace, ObjectRef subject, IEnumerable<ObjectRef> others) =>
        @namespace is null || subject.Namespace == @namespace || others.Any(other => other.Namespace == @namespace);

    private static string Id(string cluster, ObjectRef subject, string cause, string root) =>
        $"inc-{Fingerprint.Of(OfflineTenant, cluster, subject)}-{Fingerprint.Hex(8, cause, root)}";
}
