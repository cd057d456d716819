using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Spectre.Console;

namespace Kaos.Agent.Host.Cli;

/// <summary>A triage report for a person: a table at a terminal, then each incident with what it rests on.</summary>
internal static class TriageText
{
    private const int MostEvidence = 8;

    public static void Write(TriageReport report, Terminal terminal)
    {
        var ansi = terminal.Ansi;
        ansi.WriteLine(Headline(report));
        if (terminal.IsPerson && report.Incidents.Length > 1)
        {
            ansi.Write(Overview(report));
        }

        foreach (var incident in report.Incidents)
        {
            ansi.WriteLine();
            ansi.Write(new Text(
                $"{incident.Severity.ToString().ToUpperInvariant()} {incident.Subject}: {incident.CauseCode}"
                + $"{Sure(incident)}, since {Spans.At(incident.FirstSeen, report.Now)}\n",
                new Style(ColorOf(incident.Severity), decoration: Decoration.Bold)));
            Lines(ansi, Body(incident, report.Now));
        }

        if (report.NotChecked.Length > 0)
        {
            ansi.WriteLine();
            ansi.WriteLine("Not checked:");
            Lines(ansi, report.NotChecked.Select(static missing => $"{missing.What}: {missing.Why}"));
        }
    }

    private static IEnumerable<string> Body(IncidentView incident, DateTimeOffset now) =>
    [
        incident.Summary,
        .. incident.Chain.Select(static link => $"- {link}"),
        .. incident.RuledOut.Select(static ruled => $"Not {ruled.Hypothesis}: {ruled.Why}"),
        .. incident.Evidence.IsEmpty ? (string[])[] : ["Evidence:"],
        .. incident.Evidence.Take(MostEvidence)
            .Select(seen => $"  [{seen.Id}] {Spans.At(seen.At, now)}, {seen.Source}: {seen.Text}"),
        .. incident.Evidence.Length > MostEvidence
            ? (string[])[$"  and {incident.Evidence.Length - MostEvidence} more with --output json"]
            : [],
        .. incident.EditTarget is { } target && target != incident.RootCause
            ? (string[])[$"To be edited: {target}"]
            : [],
        .. incident.Options.IsEmpty ? (string[])[] : ["What can be done:"],
        .. incident.Options.Select(static option =>
            $"  {option.Id} ({option.Confidence * 100:0}%, risk {Kebab.Write(option.Risk)}): {option.Description}"),
        .. incident.NotOffered is null ? (string[])[] : ["Not offered:"],
        .. (incident.NotOffered ?? []).Select(static left => $"  {left.What}: {left.Why}"),
        $"Next: {Next(incident)}",
    ];

    private static string Next(IncidentView incident)
    {
        if (!incident.Options.IsEmpty)
        {
            return $"run 'kaos serve' on this cluster and say: kaos ask \"What is going on with {incident.Subject.Name}?\"";
        }

        var look = incident.EditTarget ?? incident.RootCause ?? incident.Subject;
        var place = look.Namespace is { } space ? $" -n {space}" : "";
        var none = incident.NotOffered is null ? "no workflow fits" : "nothing is left to offer";
        return $"{none}; look at it: kubectl{place} describe {look.Kind.ToLowerInvariant()} {look.Name}";
    }

    private static string Headline(TriageReport report) => report.Status switch
    {
        TriageStatus.Healthy => $"Healthy at {Spans.Date(report.Now)}.",
        TriageStatus.Incidents when report.Incidents.Length == 1 => $"1 incident at {Spans.Date(report.Now)}.",
        TriageStatus.Incidents => $"{report.Incidents.Length} incidents at {Spans.Date(report.Now)}.",
        _ => "No incident was found, but it cannot be told whether all is well: something that matters could not be "
            + "read.",
    };

    private static Table Overview(TriageReport report)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Severity", "Object", "Cause", "Sure", "Since");
        foreach (var incident in report.Incidents)
        {
            table.AddRow(
                new Text(incident.Severity.ToString(), new Style(ColorOf(incident.Severity))),
                new Text(incident.Subject.ToString()),
                new Text(incident.CauseCode),
                new Text(incident.Confidence > 0 ? $"{incident.Confidence * 100:0}%" : "-"),
                new Text(Spans.Ago(report.Now - incident.FirstSeen)));
        }

        return table;
    }

    private static string Sure(IncidentView incident) =>
        incident.Confidence > 0 ? $" ({incident.Confidence * 100:0}%)" : "";

    private static void Lines(IAnsiConsole ansi, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // As it is: a pipe has no width to wrap at.
            ansi.Profile.Out.Writer.WriteLine($"  {line}");
        }
    }

    private static Color ColorOf(Severity severity) => severity switch
    {
        Severity.Critical => Color.Red,
        Severity.Warning => Color.Yellow,
        _ => Color.Blue,
    };
}
