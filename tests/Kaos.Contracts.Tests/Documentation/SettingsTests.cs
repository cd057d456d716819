using System.Text.RegularExpressions;

namespace Kaos.Contracts.Tests.Documentation;

/// <summary>What docs/operations.md and docs/telemetry.md promise is in the code.</summary>
public sealed partial class SettingsTests
{
    private static readonly Lazy<string> Source = new(() => string.Join(
        '\n', new[] { "Kaos.Agent.Host", "Kaos.Agent.Grains" }
            .SelectMany(project => Repository.Files(Path.Combine(Repository.Root, "src", project), "*.cs"))
            .Select(File.ReadAllText)));

    public static TheoryData<string> Settings =>
        [.. Rows().Matches(Repository.Read("docs/operations.md")).Select(row => row.Groups["name"].Value)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_ThatIsDocumented_IsReadByTheHost(string name)
    {
        var parts = name.Split(':');
        var literal = Source.Value.Contains($"\"{name}\"", StringComparison.Ordinal);
        var bound = parts is [var section, .. var properties] && properties.Length > 0
            && Source.Value.Contains($"\"{section}\"", StringComparison.Ordinal)
            && properties.All(property => Regex.IsMatch(
                Source.Value, $@"\b{property} {{ get; (set; |init; )?}}", RegexOptions.None, TimeSpan.FromSeconds(1)));

        (literal || bound).ShouldBeTrue();
    }

    [Fact]
    public void Settings_OfThePage_AreMany() => Settings.Count.ShouldBeGreaterThan(10);

    [Fact]
    public void TelemetryNames_OfTheCode_AreAllDocumented()
    {
        var names = Path.Combine(Repository.Root, "src", "Kaos.Agent.Grains", "Telemetry", "TelemetryNames.cs");
        var page = Repository.Read("docs/telemetry.md");
        var told = Names().Matches(File.ReadAllText(names)).Select(name => name.Groups["name"].Value).ToList();

        told.Count.ShouldBeGreaterThan(10);
        told.Where(name => !page.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\| `(--)?(?<name>[A-Za-z0-9_:]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Rows();

    [GeneratedRegex(@"const string \w+ = ""(?<name>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
