using System.Runtime.CompilerServices;
using System.Text.Json;
using Kaos.Agent.Grains.Desk.Requests;

namespace Kaos.Agent.Grains.Tests.Intake;

public class RequestClassifierTests
{
    public static TheoryData<RequestClass, string> Phrases => [.. Read()];

    [Theory]
    [MemberData(nameof(Phrases))]
    public void Phrase_AsPeopleTypeIt_IsClassified(RequestClass expected, string phrase)
    {
        var read = RequestClassifier.Of(phrase);

        read.Class.ShouldBe(expected, $"'{phrase}' {read.Reason}");
        read.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Phrases_OfEveryClass_AreAtLeastTwoHundred()
    {
        Read().Count.ShouldBeGreaterThanOrEqualTo(200);
        Read().Select(row => row.Data.Item1).Distinct().Count().ShouldBe(Enum.GetValues<RequestClass>().Length);
    }

    [Theory]
    [MemberData(nameof(Phrases))]
    public void Phrase_ShoutedOrWithSpaces_IsOfTheSameClass(RequestClass expected, string phrase) =>
        RequestClassifier.Of($"  {phrase.ToUpperInvariant()}  ").Class.ShouldBe(expected);

    [Theory]
    [InlineData("resources_delete")]
    [InlineData("resources_create_or_update")]
    [InlineData("pods_exec")]
    [InlineData("pods_run")]
    [InlineData("a_tool_of_tomorrow")]
    public void Tool_ThatChanges_OverridesAReadOnlyLabel(string tool) =>
        RequestTools.ClassOf(RequestClass.ReadOnly, tool).ShouldBe(RequestClass.Change);

    [Theory]
    [InlineData(false, RequestClass.ReadOnly)]
    [InlineData(true, RequestClass.Change)]
    public void Scale_ReadsWithoutAndChangesWithItsArgument(bool sets, RequestClass expected) =>
        RequestTools.ClassOf(RequestClass.ReadOnly, RequestTools.Scale, sets).ShouldBe(expected);

    [Fact]
    public void Tools_OfTheReferenceServer_ChangeWhatTheyAnnounce()
    {
        using var file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Here(), "../../fixtures/kubernetes-mcp-server-tools.json")));
        var tools = file.RootElement.GetProperty("default_tools").EnumerateArray()
            .Select(tool =>
                (Name: tool.GetProperty("name").GetString()!,
                    Reads: tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean()))
            .Where(tool => tool.Name is not "projects_list")
            .ToList();

        tools.Count.ShouldBeGreaterThan(15);
        tools.ShouldAllBe(tool => RequestTools.Changes(tool.Name, true) == !tool.Reads);
    }

    // Written down once, after the rules: what they were not made to fit.
    [Fact]
    public void Phrases_HeldOut_AreMostlyRightAndNoChangeIsMissed()
    {
        var rows = Read("PhrasesHeldOut.txt").Select(row =>
            (Expected: row.Data.Item1, Phrase: row.Data.Item2, Read: RequestClassifier.Of(row.Data.Item2))).ToList();
        var wrong = rows.Where(row => row.Read.Class != row.Expected)
            .Select(row => $"{row.Phrase}: {row.Read.Class}, {row.Read.Reason}").ToList();

        (1 - ((double)wrong.Count / rows.Count)).ShouldBeGreaterThanOrEqualTo(0.8, string.Join('\n', wrong));
        rows.Where(row => row.Expected == RequestClass.Change && row.Read.Class == RequestClass.ReadOnly)
            .ShouldBeEmpty();
    }

    private static List<TheoryDataRow<RequestClass, string>> Read(string file = "Phrases.txt")
    {
        var rows = new List<TheoryDataRow<RequestClass, string>>();
        var current = RequestClass.Unclear;
        foreach (var line in File.ReadLines(Path.Combine(Here(), file)).Where(line => line.Length > 0))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                current = Enum.Parse<RequestClass>(line[2..]);
            }
            else
            {
                rows.Add(new(current, line));
            }
        }

        return rows;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
