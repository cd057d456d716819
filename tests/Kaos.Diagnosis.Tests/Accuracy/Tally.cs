namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>Outcomes counted.</summary>
internal sealed record Tally(int Scenarios, int Answers, int Cause, int Root, int Edit, int FalseAlarms)
{
    public double CauseShare => Share(Cause);

    public double RootShare => Share(Root);

    public double EditShare => Share(Edit);

    public static Tally Of(IReadOnlyCollection<Outcome> outcomes)
    {
        var answers = outcomes.SelectMany(o => o.Answers).ToList();
        return new Tally(
            outcomes.Select(o => o.Scenario).Distinct().Count(),
            answers.Count,
            answers.Count(a => a.Cause),
            answers.Count(a => a.Root),
            answers.Count(a => a.Edit),
            outcomes.Sum(o => o.FalseAlarms.Length));
    }

    private double Share(int right) => Answers == 0 ? 1 : (double)right / Answers;
}
