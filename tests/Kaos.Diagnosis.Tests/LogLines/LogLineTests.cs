namespace Kaos.Diagnosis.Tests.LogLines;

public sealed class LogLineTests
{
    public static TheoryData<string> Families { get; } =
        [.. LogLineCase.All.Select(c => c.Family).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Lines_OfAFamily_AreTakenForIt(string family) => LogLineCase.All
        .Where(c => c.Family == family)
        .Select(c => (Taken: LogLineReading.Of(c.Text).Family, c.Speaker, c.Text))
        .Where(c => c.Taken != family)
        .ShouldBeEmpty();

    [Fact]
    public void Lines_ThatNameAServer_GiveItsHostAndPort() => LogLineCase.All
        .Where(c => c.Host is not null)
        .Select(c => (Expected: c.Host, Taken: LogLineReading.Of(c.Text).Host, c.Text))
        .Where(c => c.Expected != c.Taken)
        .ShouldBeEmpty();

    [Fact]
    public void Corpus_IsBroad()
    {
        LogLineCase.All.Count(c => c.Family != LogLineReading.Nothing).ShouldBeGreaterThan(800);
        LogLineCase.All.Count(c => c.Family == LogLineReading.Nothing).ShouldBeGreaterThan(100);
        LogLineCase.All.Select(c => c.Text).ShouldBeUnique();
    }
}
