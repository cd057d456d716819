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
                $"{incident.Severity.ToString().ToUpperInvariant()} {incident.Subject}: {incident.CauseCode} ({incident.Confidence * 100:0}%)\n",
                new Style(ColorOf(incident.Severity), decoration: Decoration.Bold)));
            Lines(ansi, [incident.Summary]);
            Lines(ansi, incident.Chain.Select(static link => $"- {link}"));
            Lines(ansi, incident.RuledOut.Select(static ruled => $"not {ruled.Hypothesis}: {ruled.Why}"));
            Lines(ansi, incident.Evidence.Take(MostEvidence)
                .Select(static seen =>
                    $"[{seen.Id}] {seen.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} {seen.Source}: {seen.Text}"));
            Lines(ansi, incident.EditTarget is { } target && target != incident.RootCause ? [$"to be edited: {target}"]
                : []);
            Lines(ansi, incident.Options.Select(
                static option => $"can do: {option.Id} ({option.Confidence * 100:0}%), {option.Description}"));
        }

        if (report.NotChecked.Length > 0)
        {
            ansi.WriteLine();
            ansi.WriteLine("Not checked:");
            Lines(ansi, report.NotChecked.Select(static missing => $"{missing.What}: {missing.Why}"));
        }
    }

    private static string Headline(TriageReport report) => report.Status switch
    {
        TriageStatus.Healthy => $"Healthy at {report.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.",
        TriageStatus.Incidents =>
        $"{report.Incidents.Length} {(report.Incidents.Length == 1 ? "incident" : "incidents")} at {report.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.",
        _ => "No incident was found, but it cannot be told whether all is well: something that matters could not be read.",
    };

    private static Table Overview(TriageReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Severity", "Object", "Cause", "Sure");
        foreach (var incident in report.Incidents)
        {
            table.AddRow(
                new Text(incident.Severity.ToString(), new Style(ColorOf(incident.Severity))),
                new Text(incident.Subject.ToString()),
                new Text(incident.CauseCode),
                new Text($"{incident.Confidence * 100:0}%"));
        }

        return table;
    }

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
