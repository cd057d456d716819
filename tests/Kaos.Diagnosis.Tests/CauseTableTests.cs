using System.Reflection;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules;

namespace Kaos.Diagnosis.Tests;

public sealed class CauseTableTests
{
    private static readonly string[] Listed =
    [
        .. File.ReadLines(RepositoryFolder.Find("docs", "causes.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('`')[1]),
    ];

    internal static readonly string[] Known =
    [
        .. typeof(CauseCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (string)f.GetRawConstantValue()!),
    ];

    [Fact]
    public void Causes_EveryCode_HasARow() => Known.Except(Listed).ShouldBeEmpty();

    [Fact]
    public void Causes_EveryRow_HasACode() => Listed.Except(Known).ShouldBeEmpty();

    [Fact]
    public void Causes_Rows_AreSortedAndComplete()
    {
        Listed.ShouldBe(Listed.Order(StringComparer.Ordinal));
        File.ReadLines(RepositoryFolder.Find("docs", "causes.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .ShouldAllBe(l => l.Split('|', StringSplitOptions.TrimEntries).Count(c => c.Length > 0) == 5);
    }

    [Fact]
    public void Rules_EveryCauseThatTheyName_IsACode() =>
        RuleSet.All.SelectMany(r => r.Causes).Distinct().Except(Known).ShouldBeEmpty();
}
