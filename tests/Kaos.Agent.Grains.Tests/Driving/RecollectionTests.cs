using Kaos.Agent.Grains.Driving;
using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Driving;

public sealed class RecollectionTests
{
    private static readonly Finding Known = Samples.ConfigChange(0.9);

    [Fact]
    public void Of_SameSubjectAndNothingSurer_KeepsWhatWasFound() =>
        Recollection.Of(Result(Known), Result(Known with { CauseCode = "oom-limit", Confidence = 0.8 }))
            .Findings.Select(finding => finding.CauseCode).ShouldBe([CauseCodes.ConfigChange, "oom-limit"]);

    [Fact]
    public void Of_SurerAnotherSubjectOrWellAgain_BelievesWhatIsSeenNow()
    {
        Finding[] fresh =
        [
            Known with { CauseCode = "oom-limit", Confidence = 0.95 },
            Known with { CauseCode = "oom-limit", Confidence = 0.5, Subject = new("Deployment", "shop", "another") },
        ];

        fresh.ShouldAllBe(finding => Recollection.Of(Result(Known), Result(finding)).Findings.Length == 1);
        Recollection.Of(Result(Known), new Examination([], [], [])).Findings.ShouldBeEmpty();
        Recollection.Of(null, Result(Known)).Findings.Length.ShouldBe(1);
    }

    private static Examination Result(Finding finding) => new([finding], [], []);
}
