using System.Reflection;
using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Tests;

/// <summary>The table of what a peer checks names only causes, remarks and scenarios that there are.</summary>
public sealed class PeersCoveredTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(RepositoryFolder.Find("docs", "peers-covered.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Names_OfEveryRow_AreCausesOrRemarks()
    {
        var known = new[] { typeof(CauseCodes), typeof(RemarkCodes) }
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(f => (string)f.GetRawConstantValue()!);

        Rows.SelectMany(r =>
            Regex.Matches(r[1], "`[^`]+`", RegexOptions.NonBacktracking).Select(m => m.Value.Trim('`')))
            .Except(known).ShouldBeEmpty();
    }

    [Fact]
    public void Scenarios_OfEveryRow_Exist() => Scenarios.Except(Scenario.Names()).ShouldBeEmpty();

    // Three columns each, and something said in the second; a cause that no scenario shows would be a promise.
    [Fact]
    public void Rows_AreComplete()
    {
        Rows.Length.ShouldBeGreaterThan(35);
        Rows.ShouldAllBe(r => r.Length == 3 && r[0].Length > 0 && r[1].Length > 0);
        Scenarios.ShouldNotBeEmpty();
    }

    private static IEnumerable<string> Scenarios =>
        Rows.SelectMany(r => r[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
