using System.Collections.Immutable;
using Kaos.Diagnosis.Tests;
using Kaos.Diagnosis.Tests.Accuracy;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>Diagnoses every scenario in every form, prints the table and writes docs/accuracy.md.</summary>
internal static class AccuracyRun
{
    private const string Page = "docs/accuracy.md";

    /// <param name="args"><c>--fit</c>: makes the calibration of the confidence anew, and nothing else.</param>
    /// <returns>0 when every promise is kept, 1 otherwise.</returns>
    public static int Run(string[] args)
    {
        if (args is ["--offers", .. var wanted])
        {
            Offers.Print(wanted is [] ? Scenario.Names() : wanted);
            return 0;
        }

        var everything = Outcomes();
        if (args.Contains("--fit", StringComparer.Ordinal))
        {
            var cases = Case.Of(everything);
            var file = CalibrationFile.Of(Fit.Of([.. cases]), cases);
            File.WriteAllText(RepositoryFolder.Find(CalibrationFile.Path), file);
            Console.WriteLine($"Fitted; build again. Written to {CalibrationFile.Path}.");
            return 0;
        }

        ImmutableArray<Outcome> outcomes = [.. everything.Where(o => Forms.Whole.Contains(o.Form))];
        var options = FirstOptions(outcomes);
        var text = AccuracyPage.Of(outcomes, everything, options);
        File.WriteAllText(RepositoryFolder.Find(Page), text);
        Console.WriteLine(text);
        var all = Tally.Of(outcomes);
        return all is { CauseShare: >= 0.95, RootShare: >= 0.95, EditShare: >= 0.95, FalseAlarms: 0 } ? 0 : 1;
    }

    private static ImmutableArray<Outcome> Outcomes()
    {
        var names = Scenario.Names().ToList();
        var result = ImmutableArray.CreateBuilder<Outcome>();
        for (var i = 0; i < names.Count; i++)
        {
            // A line that rewrites itself is for eyes only.
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write($"\r{i + 1}/{names.Count} {names[i],-60}");
            }

            result.AddRange(Enum.GetValues<Form>().Select(form => Outcome.Of(names[i], form)));
        }

        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r{"",-72}\r");
        }

        return result.ToImmutable();
    }

    /// <summary>What would be offered first, where the scenario says what it should be.</summary>
    private static ImmutableArray<(Outcome Outcome, string Expected, string? Offered)> FirstOptions(
        IEnumerable<Outcome> outcomes) =>
    [
        .. from outcome in outcomes
           where outcome.Answers.Any(answer => answer.Expected.FirstOption is not null)
           let world = Outcome.WorldOf(outcome.Scenario, outcome.Form)
           from answer in outcome.Answers
           where answer.Expected.FirstOption is not null
           select (outcome, answer.Expected.FirstOption ?? "",
               answer.Found is { } found ? Offers.First(found, world) : null),
    ];
}
