namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>What would have been said of cases by a calibration that has not seen them or their like.</summary>
internal static class HeldOut
{
    private const int Folds = 10;

    /// <summary>The names of blind sets begin so.</summary>
    private static readonly string[] Sets = ["blind-", "blind2-", "blind3-", "blind4-"];

    /// <summary>Every family is told by a fit on the others.</summary>
    public static List<(double Said, bool IsRight)> ByFamily(IReadOnlyList<Case> cases) =>
    [
        .. cases.GroupBy(c => Hash.Of(c.Family) % Folds).OrderBy(g => g.Key)
            .SelectMany(fold => Told(fold, cases.Where(c => Hash.Of(c.Family) % Folds != fold.Key))),
    ];

    /// <summary>
    /// First answers to every blind set, told by a fit on what is not of that set: how it will do on the next one.
    /// </summary>
    public static List<(double Said, bool IsRight)> BySet(IReadOnlyList<Case> cases) =>
    [
        .. Sets.SelectMany(set => Told(
            cases.Where(c => c.Weight == FirstRun.Counts && IsOf(set, c)), cases.Where(c => !IsOf(set, c)))),
    ];

    private static bool IsOf(string set, Case one) => one.Scenario.StartsWith(set, StringComparison.Ordinal);

    private static IEnumerable<(double Said, bool IsRight)> Told(IEnumerable<Case> asked, IEnumerable<Case> seen)
    {
        var fitted = Fit.Of([.. seen]);
        return asked.SelectMany(c =>
            Enumerable.Repeat((Math.Round(fitted.Of(c.Grounds), 2), c.IsRight), c.Weight));
    }
}
