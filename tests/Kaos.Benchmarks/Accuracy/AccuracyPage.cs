using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kaos.Diagnosis.Tests.Accuracy;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>The accuracy table as Markdown. The same outcomes give the same text.</summary>
internal static class AccuracyPage
{
    /// <param name="firstRun">Figures of a day, written once by hand: how a set did that was made before anybody read
    /// the rules.</param>
    public static string Of(
        string firstRun, ImmutableArray<Outcome> outcomes, ImmutableArray<Outcome> everything,
        ImmutableArray<(Outcome Outcome, string Expected, string? Offered)> options)
    {
        var text = new StringBuilder("""
            # Accuracy

            Written by `eng/accuracy`; do not edit. Every scenario folder is diagnosed as written, with all names changed, in
            another order, and with noise beside it: other teams' odd but healthy objects, their warnings, bad-sounding log lines.


            """);
        PerForm(text, outcomes);
        Groups(text, outcomes, options);
        Curve(text, everything);
        Misses(text, outcomes, options);
        return $"{text.ToString().TrimEnd('\n')}\n\n{firstRun}";
    }

    private static void PerForm(StringBuilder text, ImmutableArray<Outcome> outcomes)
    {
        var healthy = outcomes.Where(o => o.IsHealthy).Select(o => o.Scenario).Distinct().Count();
        var all = outcomes.Select(o => o.Scenario).Distinct().Count();
        text.Append(CultureInfo.InvariantCulture, $"{all} scenarios, {healthy} of them healthy but odd.\n\n");
        text.Append("| form | findings expected | cause | root object | edit target | false alarms |\n|---|---|---|---|---|---|\n");
        foreach (var form in Forms.Whole)
        {
            Row(text, Words(form), Tally.Of([.. outcomes.Where(o => o.Form == form)]));
        }

        Row(text, "**all**", Tally.Of(outcomes));
        text.Append('\n');
    }

    private static void Groups(
        StringBuilder text, ImmutableArray<Outcome> outcomes,
        ImmutableArray<(Outcome Outcome, string Expected, string? Offered)> options)
    {
        text.Append("## By cause\n\nAll forms together.\n\n");
        text.Append("| cause | scenarios | cause | root object | edit target | first option | false alarms |\n|---|---|---|---|---|---|---|\n");
        foreach (var group in outcomes.GroupBy(o => o.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var tally = Tally.Of([.. group]);
            var offered = options.Where(o => o.Outcome.Group == group.Key).ToList();
            var first = offered.Count == 0 ? "–" : Share((double)offered.Count(IsRight) / offered.Count);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {tally.Scenarios} | {Shares(tally)} | {first} | {tally.FalseAlarms} |\n");
        }

        text.Append('\n');
    }

    private static void Curve(StringBuilder text, ImmutableArray<Outcome> everything)
    {
        text.Append("""
            ## Reliability

            What was said, and what share was right in cause, root and edit target, on scenarios that were not used for fitting
            (half of them, by a hash of the name). Here every scenario is also diagnosed without its logs, without its events,
            without its metrics, from objects alone, and long after (events expired, logs gone, and nothing says so): in these
            the answer is often a vaguer one, which counts as wrong. Findings below the floor are told as not known.
            `eng/accuracy --fit` makes the table anew (`src/Kaos.Diagnosis/Rules/Calibration.Fitted.cs`).


            """);
        text.Append("| form | findings | said, mean | right |\n|---|---|---|---|\n");
        foreach (var form in Enum.GetValues<Form>())
        {
            var told = Reliability.Of([.. everything.Where(o => o.Form == form && !Hash.IsForFitting(o.Scenario))]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Words(form)} | {told.Findings} | {told.Said:0.00} | {told.Right:0.00} |\n");
        }

        text.Append("""

            The rules were mended until every whole cluster was told right, so the first four rows flatter. Beside them stand
            the first runs of the two blind sets, before any rule was mended by them, with the confidence that such an answer
            has now.

            """);
        Curve(text, "All together", Reliability.Unseen(everything));
        Curve(text, "First runs alone", [.. FirstRun.All.Select(run => run.Told)]);
    }

    private static void Curve(StringBuilder text, string what, List<(double Said, bool IsRight)> told)
    {
        var curve = Reliability.Curve(told);
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{what}: Brier score {Reliability.Brier(told):0.000}, expected calibration error {Reliability.Error(curve):0.000}, {told.Count} answers.\n\n");
        text.Append(Reliability.Table(curve)).Append('\n');
    }

    private static void Misses(
        StringBuilder text, ImmutableArray<Outcome> outcomes,
        ImmutableArray<(Outcome Outcome, string Expected, string? Offered)> options)
    {
        var lines = outcomes.SelectMany(o => o.Answers.Where(a => !a.IsRight).Select(a =>
                $"{o.Scenario}, {Words(o.Form)}: {a.Expected.CauseCode} at {a.Expected.RootCause}, edit {a.Expected.EditTarget}; found " +
                (a.Found is { } f ? $"{f.CauseCode} at {f.RootCause}, edit {f.EditTarget}" : "nothing")))
            .Concat(
                outcomes.SelectMany(o =>
                    o.FalseAlarms.Select(alarm => $"{o.Scenario}, {Words(o.Form)}: false alarm {alarm}")))
            .Concat(options.Where(o => !IsRight(o)).Select(o =>
                $"{o.Outcome.Scenario}, {Words(o.Outcome.Form)}: first option {o.Offered ?? "none"}, not {o.Expected}"))
            .ToList();
        if (lines.Count > 0)
        {
            text.Append("## Wrong\n\n").AppendJoin('\n', lines.Select(line => "- " + line)).Append('\n');
        }
    }

    private static void Row(StringBuilder text, string name, Tally tally) =>
        text.Append(
            CultureInfo.InvariantCulture, $"| {name} | {tally.Answers} | {Shares(tally)} | {tally.FalseAlarms} |\n");

    private static string Shares(Tally tally) => tally.Answers == 0
        ? "– | – | –"
        : $"{Share(tally.CauseShare)} | {Share(tally.RootShare)} | {Share(tally.EditShare)}";

    private static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static bool IsRight((Outcome Outcome, string Expected, string? Offered) option) =>
        option.Expected == option.Offered;

    private static string Words(Form form) => form switch
    {
        Form.Renamed => "all names changed",
        Form.Shuffled => "another order",
        Form.Noisy => "with noise",
        Form.WithoutLogs => "without logs",
        Form.WithoutEvents => "without events",
        Form.WithoutMetrics => "without metrics",
        Form.ObjectsAlone => "objects alone",
        Form.Late => "long after",
        _ => "as written",
    };
}
