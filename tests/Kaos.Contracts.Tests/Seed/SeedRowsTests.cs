using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Kaos.Contracts.Tests.Seed;

/// <summary>
/// What the sources ask of the gate, row by row: each row's check is a test that names it with <c>[Trait("Seed",
/// "1-7")]</c>. <c>dotnet test --filter Seed=1-7</c> runs it.
/// </summary>
public sealed partial class SeedRowsTests
{
    private static readonly string[] Rows =
    [
        "0-2", "0-3", "0-12", "0-13", "0-14", "0-15", "0-16", "1-7", "1-8", "1-9", "1-10", "1-11", "1-12", "1-14",
        "1-18", "1-23",
        "1-24", "2-4", "2-8", "2-9", "2-10", "2-12", "3-13", "3-14", "3-18", "3-20", "3-21", "4-7", "4-8", "4-9",
        "4-11", "4-26",
    ];

    [Fact]
    public void Rows_OfTheGate_AreEachNamedByATest()
    {
        var named = Directory.EnumerateFiles(Tests(), "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"))
            .SelectMany(static path =>
                Named().Matches(File.ReadAllText(path)).Select(static match => match.Groups["row"].Value))
            .ToHashSet(StringComparer.Ordinal);

        Rows.Except(named, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static string Tests([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"^\s*\[Trait\(""Seed"", ""(?<row>\d+-\d+)""\)\]",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
