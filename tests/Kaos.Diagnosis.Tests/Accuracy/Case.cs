using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>An answer that is known to be right or wrong, and what it rested on.</summary>
/// <param name="Family">
/// Siblings share it: folders whose names begin with the same word were made after one another's pattern. In a blind
/// set each was written for itself.
/// </param>
/// <param name="Weight">How many answers it stands for.</param>
internal sealed record Case(string Scenario, string Family, Grounds Grounds, bool IsRight, int Weight)
{
    /// <summary>
    /// What confidence is fitted on: answers where something is missing, and the first answers to blind sets. Whole
    /// clusters are left out otherwise, as the rules were mended until every one was told right.
    /// </summary>
    public static IReadOnlyList<Case> Of(IEnumerable<Outcome> outcomes) =>
        [
            .. from outcome in outcomes
               where Forms.Lossy.Contains(outcome.Form)
               from answer in outcome.Answers
               where answer.Grounds is not null
               select new Case(
                   outcome.Scenario, FamilyOf(outcome.Scenario), answer.Grounds!, answer.IsRight, Weight: 1),
            .. FirstRun.All.Select(run => new Case(
                run.Scenario, FamilyOf(run.Scenario), run.Grounds, run.IsRight, FirstRun.Counts)),
        ];

    private static string FamilyOf(string scenario) =>
        scenario.StartsWith("blind", StringComparison.Ordinal) ? scenario : scenario.Split('-')[0];
}
