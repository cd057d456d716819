using Kaos.Diagnosis.Tests.Accuracy;

namespace Kaos.Diagnosis.Tests;

/// <summary>What <c>eng/accuracy</c> prints, kept as promises.</summary>
public sealed class AccuracyTests
{
    private static readonly Lazy<IReadOnlyList<Outcome>> All = new(() =>
    [
        .. from name in Scenario.Names()
           from form in Enum.GetValues<Form>()
           select Outcome.Of(name, form),
    ]);

    [Fact]
    public void Scenarios_InEveryForm_AreToldRight()
    {
        var tally = Tally.Of(All.Value);

        var wrong = string.Join("\n", All.Value.SelectMany(o => o.Answers.Where(a => !a.IsRight).Select(a =>
            $"{o.Scenario} ({o.Form}): {a.Found?.CauseCode} {a.Found?.RootCause} {a.Found?.EditTarget}")));
        tally.CauseShare.ShouldBeGreaterThanOrEqualTo(0.95, wrong);
        tally.RootShare.ShouldBeGreaterThanOrEqualTo(0.95, wrong);
        tally.EditShare.ShouldBeGreaterThanOrEqualTo(0.95, wrong);
    }

    [Fact]
    public void Scenarios_InEveryForm_RaiseNoFalseAlarm() =>
        All.Value.SelectMany(o => o.FalseAlarms.Select(alarm => $"{o.Scenario} ({o.Form}): {alarm}")).ShouldBeEmpty();

    [Fact]
    public void Confidence_OnCasesNotUsedForFitting_NeverPromisesMoreThanHolds()
    {
        var curve = Reliability.Curve(All.Value);

        curve.Sum(r => r.Findings).ShouldBeGreaterThan(100);
        curve.ShouldAllBe(r => r.Right >= r.Said - 0.05);
    }
}
