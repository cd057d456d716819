namespace Kaos.Diagnosis.Tests.Wordings;

/// <summary>
/// Every sentence in which Kubernetes, its runtimes and its usual add-ons tell of trouble, put into the smallest
/// cluster that can say it: the cause has to be named whatever the sentence is about, and what is no trouble must give
/// nothing.
/// </summary>
public sealed class WordingTests
{
    private const int Fewest = 250;

    public static TheoryData<string, int> All =>
        [.. Wording.All.Select(w => new TheoryDataRow<string, int>(w.Stage, w.Line))];

    [Theory]
    [MemberData(nameof(All))]
    public void Wording_OnTheSmallestCluster_GivesItsCause(string stage, int line)
    {
        var wording = Wording.All.Single(w => w.Stage == stage && w.Line == line);

        // Without logs and events beside it, some of it is too weak to be told; read it must be all the same.
        var (result, weighed) = new SnapshotCase(wording.World(), focus: null).Weigh();

        var findings = weighed.Select(w => w.Finding).ToList();
        var found = string.Join("\n", findings.Select(f => $"{f.CauseCode}@{f.RootCause.Kind} {f.Summary}")
            .Concat(result.Unexplained.Select(s => $"unexplained {s.Code} {s.Text}")));
        var words = $"{wording.Reason}: {wording.Message}\n({wording.Source})\n{found}";
        if (wording.Cause == Wording.Well)
        {
            found.ShouldBeEmpty(words);
            return;
        }

        var finding = findings.ShouldHaveSingleItem(words);
        $"{finding.CauseCode}@{finding.RootCause.Kind}".ShouldStartWith(wording.Cause, customMessage: words);
        result.Unexplained.ShouldBeEmpty(words);
    }

    [Fact]
    public void Wordings_OfAllSources_AreMany() => Wording.All.Count.ShouldBeGreaterThanOrEqualTo(Fewest);

    [Fact]
    public void Wordings_Causes_AreKnown() => Wording.All.Select(w => w.Cause.Split('@')[0]).Distinct()
        .Where(c => c != Wording.Well).ShouldBeSubsetOf(CauseTableTests.Known);
}
