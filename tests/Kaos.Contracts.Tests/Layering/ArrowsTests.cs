using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Kaos.Contracts.Tests.Layering;

/// <summary>The arrows of docs/architecture.md: who may reference whom.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Kaos.Contracts"] = [],
        ["Kaos.Kubernetes"] = [],
        ["Kaos.A2A"] = [],
        ["Kaos.PracticeCluster"] = [],
        ["Kaos.Diagnosis"] = ["Kaos.Contracts", "Kaos.Kubernetes"],
        ["Kaos.Agent.Grains"] = ["Kaos.Contracts", "Kaos.Diagnosis", "Kaos.Kubernetes"],
        ["Kaos.Agent.Host"] =
            ["Kaos.Contracts", "Kaos.Kubernetes", "Kaos.Diagnosis", "Kaos.A2A", "Kaos.Agent.Grains",
                "Kaos.PracticeCluster"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Source()).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItsArrowsAllow(string project)
    {
        var file = XDocument.Load(Path.Combine(Source(), project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(reference =>
                Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Allowed.ShouldContainKey(project);
        references.Except(Allowed[project]).ShouldBeEmpty();
    }

    [Fact]
    public void Diagnosis_UsesModelsOfKubernetesAndNothingThatReachesOut()
    {
        string[] reachesOut = ["Kaos.Kubernetes.Client", "Kaos.Kubernetes.Informers", "Kaos.Kubernetes.Configuration",
            "System.Net", "System.IO"];

        Usings("Kaos.Diagnosis").Where(use => reachesOut.Any(name => use.StartsWith(name, StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    [Trait("Seed", "2-4")]
    public void Writer_OfACluster_IsNamedOnlyByTheGateAndItsComposition()
    {
        var outside = Files("Kaos.Agent.Grains").Concat(Files("Kaos.Diagnosis")).Concat(Files("Kaos.Agent.Host"))
            .Where(file => !file.Contains("/Kaos.Agent.Grains/Gate/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("IKubernetesWriter", StringComparison.Ordinal));

        outside.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Kaos.Diagnosis")]
    [InlineData("Kaos.Agent.Grains")]
    [InlineData("Kaos.Agent.Host")]
    public void ProductCode_NamesNoScenario(string project)
    {
        // A scenario may be called like the code of what goes wrong in it; the code is ours.
        var codes = File.ReadAllText(Path.Combine(Source(), "Kaos.Contracts", "Diagnosis", "Codes.cs"));
        var scenarios = Directory.GetDirectories(Path.Combine(Source(), "Kaos.PracticeCluster", "Scenarios"))
            .Select(path => $"\"{Path.GetFileName(path)}\"")
            .Where(name => !codes.Contains(name, StringComparison.Ordinal))
            .ToList();
        var offenders =
            from file in Files(project)
            let text = File.ReadAllText(file)
            from scenario in scenarios
            where scenario.Contains('-', StringComparison.Ordinal) && text.Contains(scenario, StringComparison.Ordinal)
            select $"{file}: {scenario}";

        scenarios.Count.ShouldBeGreaterThan(3);
        offenders.ShouldBeEmpty();
    }

    private static IEnumerable<string> Usings(string project) =>
        Files(project).SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("using ", StringComparison.Ordinal))
            .Select(line => line["using ".Length..].TrimEnd(';'));

    private static IEnumerable<string> Files(string project) =>
        Directory.EnumerateFiles(Path.Combine(Source(), project), "*.cs", SearchOption.AllDirectories)
            .Select(file => file.Replace('\\', '/'))
            .Where(file =>
                !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src"));
}
