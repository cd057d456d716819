using System.Globalization;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Tests.Accuracy;

/// <summary>
/// What was answered to the blind sets before any rule had been mended by them: the only answers to whole clusters that
/// say how often rules are right on clusters that nobody has seen. Whether an answer was right is judged by the
/// expectation as it was corrected afterwards.
/// </summary>
/// <param name="IsRight">Cause and root were.</param>
internal sealed record FirstRun(string Scenario, Grounds Grounds, bool IsRight)
{
    /// <summary>
    /// An answer about a cluster that nobody had seen weighs as much as a folder in all its forms: by those the rules
    /// were mended.
    /// </summary>
    public const int Counts = 9;

    public static IReadOnlyList<FirstRun> All { get; } =
    [
        .. File.ReadLines(RepositoryFolder.Find("tests", "Kaos.Diagnosis.Tests", "Blind", "first-answers.csv")).Skip(1)
            .Select(line => line.Split(',')).Select(cells => new FirstRun(
                cells[0],
                new Grounds(
                    cells[1], double.Parse(cells[2], CultureInfo.InvariantCulture), bool.Parse(cells[3]),
                    int.Parse(cells[4], CultureInfo.InvariantCulture)),
                bool.Parse(cells[5]))),
    ];
}
