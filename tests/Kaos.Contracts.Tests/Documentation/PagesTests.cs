using System.Text.RegularExpressions;

namespace Kaos.Contracts.Tests.Documentation;

/// <summary>What the pages name is there.</summary>
public sealed partial class PagesTests
{
    // The rooms of docs/architecture.md, which leaves out what all project names begin with.
    private static readonly Dictionary<string, string> Rooms = new(StringComparer.Ordinal)
    {
        ["Grains"] = "src/Kaos.Agent.Grains",
        ["Driving"] = "src/Kaos.Agent.Grains/Driving",
        ["Host"] = "src/Kaos.Agent.Host",
        ["Diagnosis"] = "src/Kaos.Diagnosis",
        ["Kaos.Contracts"] = "src/Kaos.Contracts",
        ["Kaos.Agent.Grains"] = "src/Kaos.Agent.Grains",
    };

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadSomewhere(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        var broken = Links().Matches(Repository.Read(page))
            .Select(link => link.Groups["to"].Value)
            .Where(to => !Repository.Exists(Path.Combine(folder, to)));

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_NamedOnAPage_AreThere(string page)
    {
        var missing = Paths().Matches(Repository.Read(page))
            .Select(path => path.Groups["path"].Value)
            .Where(path => !Repository.Exists(path));

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Places_OfTheArchitecture_AreThere()
    {
        var places = Places().Matches(Repository.Read("docs/architecture.md"))
            .Where(place => Rooms.ContainsKey(place.Groups["room"].Value))
            .Select(place => Rooms[place.Groups["room"].Value] + place.Groups["rest"].Value)
            .ToList();

        places.Count.ShouldBeGreaterThan(15);
        places.Where(place => !Repository.Exists(place)).ShouldBeEmpty();
    }

    [Fact]
    public void Projects_OfTheSource_HaveAReadmeOfOneScreen()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src"));

        foreach (var project in projects)
        {
            File.ReadLines(Path.Combine(project, "README.md")).Count().ShouldBeInRange(10, 60, project);
        }
    }

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)(?<to>[^)#\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex(@"`(?<path>(src|docs|deploy|eng|tests)/[A-Za-z0-9_./-]+\*?[A-Za-z0-9_./-]*)`",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Paths();

    [GeneratedRegex(@"`(?<room>[A-Za-z.]+)(?<rest>/[A-Za-z0-9_./*-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Places();
}
