using Kaos.Diagnosis.Tests.Accuracy;

namespace Kaos.Diagnosis.Tests;

/// <summary>What <c>eng/accuracy</c> prints, kept as promises.</summary>
public sealed class AccuracyTests
{
    // A first answer counts nine times.
    private const int FewestToTell = 100;

    private static readonly Lazy<IReadOnlyList<Outcome>> All = new(() => Outcomes(Forms.Whole));
    private static readonly Lazy<IReadOnlyList<Outcome>> Lossy = new(() => Outcomes(Forms.Lossy));

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
    public void Confidence_OnCasesNotUsedForFitting_IsWhatHolds()
    {
        var cases = Accuracy.Case.Of(Lossy.Value);
        var curve = Reliability.Curve([.. HeldOut.ByFamily(cases), .. HeldOut.BySet(cases)]);

        var table = Reliability.Table(curve);
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        curve.Sum(r => r.Findings).ShouldBeGreaterThan(500);
        Reliability.Error(curve).ShouldBeLessThanOrEqualTo(0.1, table);
        curve.Where(r => r.Findings >= FewestToTell).ShouldAllBe(r => Math.Abs(r.Right - r.Said) <= 0.2, table);
    }

    private static IReadOnlyList<Outcome> Outcomes(IReadOnlyList<Form> forms) =>
        [.. from name in Scenario.Names() from form in forms select Outcome.Of(name, form)];
}
