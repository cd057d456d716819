using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Driving;

public sealed class RecollectionTests
{
    private static readonly Finding Known = Samples.ConfigChange();
    private static readonly Finding Shallow =
        Known with { CauseCode = CauseCodes.OomLimit, RootCause = Known.Subject, Confidence = 0.99 };

    [Fact]
    public void Of_SameSubjectAndNothingBehindItAnyMore_KeepsWhatWasFound() =>
        Recollection.Of(Result(Known), Result(Shallow))
            .Findings.Select(finding => finding.CauseCode).ShouldBe([CauseCodes.ConfigChange, CauseCodes.OomLimit]);

    [Fact]
    public void Of_AnotherCauseBehindItAnotherSubjectOrWellAgain_BelievesWhatIsSeenNow()
    {
        Finding[] fresh =
        [
            Known with { CauseCode = CauseCodes.OomLimit, RootCause = new("Node", null, "node-9") },
            Shallow with { Subject = new("Deployment", "shop", "another") },
        ];

        fresh.ShouldAllBe(finding => Recollection.Of(Result(Known), Result(finding)).Findings.Length == 1);
        Recollection.Of(Result(Known), new Examination([], [], [])).Findings.ShouldBeEmpty();
        Recollection.Of(null, Result(Known)).Findings.Length.ShouldBe(1);
    }

    private static Examination Result(Finding finding) => new([finding], [], []);
}
