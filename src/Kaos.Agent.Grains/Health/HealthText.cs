using System.Globalization;
using System.Text;
using Kaos.Agent.Grains.Incidents;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Health;

/// <summary>
/// A health report for reading: the verdict first, then each part, then incidents and who manages what. Pure.
/// </summary>
internal static class HealthText
{
    private const int Most = 5;

    public static string Of(HealthReport report)
    {
        var text = new StringBuilder(Verdict(report));
        if (report.State == HealthState.NotWell && !report.Ongoing.IsEmpty)
        {
            text.Append("\nWhy, as far as is known: ").Append(Why(report));
        }

        foreach (var part in report.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Mark(part.State)} {part.Name}: {part.Summary}");
            foreach (var line in part.NotWell.Take(Most))
            {
                text.Append("\n    - ").Append(line);
            }

            if (part.NotWell.Length > Most)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n    - and {part.NotWell.Length - Most} more");
            }

            foreach (var gap in part.NotSeen.Take(Most))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n    ? {gap.What}: {gap.Why}");
            }
        }

        List(
            text, "Ongoing incidents", report.Ongoing,
            incident =>
                $"{Known(incident)}, since {Time(incident.FirstSeen)}, {Age(report, incident.FirstSeen)}: {incident.Summary}",
            "none in the log");
        List(
            text, "Seen before", report.Past,
            incident =>
                $"{Known(incident)}, {Time(incident.FirstSeen)} to {Time(incident.LastSeen)}: {incident.Summary}",
            "no incident in the log is over");
        if (!report.Managers.IsEmpty)
        {
            List(
                text, "Who manages what is not well", report.Managers, managed =>
                    $"{managed.Object}: {managed.Manager}", "");
        }

        if (!report.Remarks.IsEmpty)
        {
            List(text, "Could be better", report.Remarks, remark => remark.Text, "");
        }

        return text.ToString();
    }

    // Incidents of one cause say it once.
    private static string Why(HealthReport report) => string.Join(" ", report.Ongoing
        .GroupBy(incident => incident.Summary, StringComparer.Ordinal)
        .Select(same => $"{same.Key} ({string.Join(", ", same.Select(incident => incident.Id))})")
        .Take(2));

    private static string Verdict(HealthReport report)
    {
        var place = report.Namespace is { } ns ? $"Namespace {ns} in {report.Cluster}" : report.Cluster;
        var bad = report.Parts.Where(part => part.State == HealthState.NotWell)
            .Select(part => part.NotWell.Length > 1 ? $"{part.Name} ({part.NotWell.Length})" : part.Name).ToList();
        var unseen = report.Parts.Where(part => part.State == HealthState.Unknown).Select(part => part.Name).ToList();
        var gap = unseen.Count == 0 ? "" : $" Not seen: {string.Join(", ", unseen)}.";
        return report.State switch
        {
            HealthState.NotWell => $"{place} is not well: {string.Join(", ", bad)} (at {Time(report.Now)}).{gap}",
            HealthState.Unknown => $"Whether {place} is well is not known (at {Time(report.Now)}).{gap}",
            _ => $"{place} is well as far as can be seen (at {Time(report.Now)}).{gap}",
        };
    }

    private static void List<T>(
        StringBuilder text, string title, IReadOnlyList<T> items, Func<T, string> line, string none)
    {
        text.Append('\n').Append(title).Append(items.Count == 0 ? $": {none}" : ":");
        foreach (var item in items.Take(Most))
        {
            text.Append("\n    - ").Append(line(item));
        }
    }

    private static string Known(IncidentView incident) => $"{incident.Id}, {IncidentKind.Text(incident.State)}";

    private static string Mark(HealthState state) => state switch
    {
        HealthState.Well => "[ok]",
        HealthState.NotWell => "[!!]",
        _ => "[??]",
    };

    private static string Age(HealthReport report, DateTimeOffset at) => Desk.IntakeRows.Span(report.Now - at);

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
