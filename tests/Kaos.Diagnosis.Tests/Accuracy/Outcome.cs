using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>One expected finding against what was found; null where nothing was found for it.</summary>
/// <param name="Grounds">What the found one rests on.</param>
internal sealed record Answer(ExpectedFinding Expected, Finding? Found, Grounds? Grounds)
{
    public bool Cause => Found?.CauseCode == Expected.CauseCode;

    public bool Root => Found?.RootCause.ToString() == Expected.RootCause;

    public bool Edit => Found?.EditTarget.ToString() == Expected.EditTarget;

    public bool IsRight => Cause && Root && Edit;
}

/// <summary>What came of one scenario in one form.</summary>
/// <param name="FalseAlarms">Findings that nobody expected, and symptoms where nothing is wrong.</param>
internal sealed record Outcome(
    string Scenario, Form Form, ImmutableArray<Answer> Answers, ImmutableArray<string> FalseAlarms)
{
    public bool IsHealthy => Answers.IsEmpty;

    /// <summary>The expected cause's code, or that nothing is wrong.</summary>
    public string Group => IsHealthy ? "(healthy)" : Answers[0].Expected.CauseCode;

    public static Outcome Of(string name, Form form)
    {
        var scenario = Told(name, form);
        var world = Seen(scenario, name, form);
        var (result, weighed) = new SnapshotCase(world, scenario.Expected.Focus).Weigh();

        // What is too weak to be told still shows what its confidence is worth.
        var told = Forms.Whole.Contains(form) ? result.Findings : [.. weighed.Select(w => w.Finding)];
        var left = told.Where(f => f.Severity > Severity.Info).ToList();
        var answers = ImmutableArray.CreateBuilder<Answer>();
        foreach (var expected in scenario.Expected.Findings)
        {
            var best = left.MaxBy(f => (f.CauseCode == expected.CauseCode ? 4 : 0) +
                (f.RootCause.ToString() == expected.RootCause ? 2 : 0) + (f.Subject.ToString() == expected.Subject ? 1 : 0));
            answers.Add(new Answer(expected, best, best is null ? null : weighed[told.IndexOf(best)].Grounds));
            left.Remove(best!);
        }

        var alarms = left.Select(f => $"{f.CauseCode} {f.RootCause}");
        if (answers.Count == 0)
        {
            alarms = alarms.Concat(result.Unexplained.Select(s => $"{s.Code} {s.Object}"));
        }

        return new Outcome(name, form, answers.ToImmutable(), [.. alarms]);
    }

    /// <summary>What there is to see of a scenario in a form.</summary>
    public static ClusterSnapshot WorldOf(string name, Form form) => Seen(Told(name, form), name, form);

    private static Scenario Told(string name, Form form) => form switch
    {
        Form.Renamed => Tests.Scenario.LoadRenamed(name),
        Form.Noisy => Tests.Scenario.LoadNoisy(name, Seed(name)),
        _ => Tests.Scenario.Load(name),
    };

    private static ClusterSnapshot Seen(Scenario scenario, string name, Form form) =>
        form == Form.Shuffled ? scenario.World.Shuffle(Seed(name)) : Losses.Of(scenario.World, form);

    private static int Seed(string name) => Hash.Of(name) % 1000;
}
