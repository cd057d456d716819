using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Tests;

public sealed class ScenarioTests
{
    public static TheoryData<string> All => [.. Scenario.Names()];

    public static TheoryData<string> Healthy =>
        [.. Scenario.Names().Where(n => Scenario.Load(n).Expected.Findings.Count == 0)];

    [Theory]
    [MemberData(nameof(All))]
    public void Scenario_AsWritten_IsDiagnosed(string name) => Check(Scenario.Load(name));

    [Theory]
    [MemberData(nameof(All))]
    public void Scenario_OtherNames_IsDiagnosedAlike(string name) => Check(Scenario.LoadRenamed(name));

    [Theory]
    [MemberData(nameof(All))]
    public void Scenario_OtherOrder_GivesTheSameResult(string name)
    {
        var scenario = Scenario.Load(name);
        var straight = new SnapshotCase(scenario.World, scenario.Expected.Focus).Conclude();

        var shuffled = new SnapshotCase(scenario.World.Shuffle(seed: 7), scenario.Expected.Focus).Conclude();

        Print(shuffled).ShouldBe(Print(straight));
    }

    [Theory]
    [MemberData(nameof(Healthy))]
    public void HealthyScenario_Watched_ShowsNoSymptom(string name) =>
        Examiner.Symptoms(Scenario.Load(name).World).ShouldBeEmpty();

    [Fact]
    public void Scenarios_OddButHealthy_AreAtLeastEight() => Healthy.Count.ShouldBeGreaterThanOrEqualTo(8);

    private static void Check(Scenario scenario)
    {
        var result = new SnapshotCase(scenario.World, scenario.Expected.Focus).Conclude();

        var found = string.Join(
            "\n", result.Findings.Select(f => $"{f.CauseCode} {f.RootCause} {f.Confidence} {f.Summary}"));
        result.Findings.Length.ShouldBe(
            scenario.Expected.Findings.Count, $"found:\n{found}\nunexplained: {string.Join("; ", result.Unexplained)}");
        result.Unexplained.ShouldBeEmpty();
        foreach (var expected in scenario.Expected.Findings)
        {
            var finding = result.Findings.ShouldHoldOne(expected.CauseCode);
            finding.RootCause.ToString().ShouldBe(expected.RootCause);
            finding.EditTarget.ToString().ShouldBe(expected.EditTarget);
            finding.Subject.ToString().ShouldBe(expected.Subject);
            finding.Confidence.ShouldBeGreaterThanOrEqualTo(expected.MinConfidence, Print(result));
            CheckFacts(finding, expected);
            CheckClaims(finding);
        }
    }

    private static void CheckFacts(Finding finding, ExpectedFinding expected)
    {
        foreach (var (name, value) in expected.Facts)
        {
            finding.Facts.GetValueOrDefault(name).ShouldBe(value, $"fact {name} of {finding.Summary}");
        }

        var told = string.Join("\n", finding.Evidence.Select(e => $"{e.Source}: {e.Text}"));
        foreach (var text in expected.Evidence)
        {
            told.ShouldContain(text, Case.Sensitive);
        }

        foreach (var hypothesis in expected.RuledOut)
        {
            finding.RuledOut.ShouldContain(r => r.Hypothesis.Contains(hypothesis) && r.Why.Length > 0);
        }
    }

    // Every claim rests on evidence that is there.
    private static void CheckClaims(Finding finding)
    {
        var ids = finding.Evidence.Select(e => e.Id).ToHashSet();
        finding.Chain.ShouldNotBeEmpty();
        finding.Chain.ShouldAllBe(c => c.Evidence.Length > 0 && c.Evidence.All(ids.Contains));
        finding.RuledOut.ShouldAllBe(r => r.Evidence.Length > 0 && r.Evidence.All(ids.Contains));
        finding.Evidence.ShouldAllBe(e => e.Id.StartsWith("ev-") && e.Id.Length == 11);
        ids.Count.ShouldBe(finding.Evidence.Length);
    }

    private static string Print(Examination result) => string.Join("\n", result.Findings.Select(f =>
        $"{f.CauseCode} {f.Severity} {f.Confidence} {f.RootCause} {f.EditTarget} {f.Subject} {f.Summary}\n" +
        string.Join("\n", f.Chain.Select(c => $"  > {c.Text} [{string.Join(" ", c.Evidence)}]")) + "\n" +
        string.Join("\n", f.RuledOut.Select(r => $"  x {r.Hypothesis}: {r.Why}")) + "\n" +
        string.Join("\n", f.Evidence.Select(e => $"  {e.Id} {e.Source} {e.At:O} {e.Text}")) + "\n" +
        string.Join("\n", f.Facts.Select(p => $"  {p.Key}={p.Value}")) + "\n" +
        string.Join(" ", f.Symptoms)));
}
