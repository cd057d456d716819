using System.Collections.Immutable;
using Kaos.Agent.Grains.Gate.Decisions;
using Kaos.Agent.Grains.Sessions;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Tests.Gate.Decisions;

public sealed class DecisionObjectTests
{
    private static readonly SessionState Session = new("ses-1")
    {
        IncidentId = "inc-1",
        Signal = new Signal(
            "sig-1", "shop", "practice", new ObjectRef("Deployment", "shop", "web"), SymptomCodes.CrashLoop,
            Severity.Critical, "sentence",
            "alice", DateTimeOffset.UnixEpoch, "web is down, DB_PASSWORD=hunter2-very-secret"),
        Examination = new Examination([], [], []),
    };

    [Fact]
    public void Spec_BeforeTheFirstDiagnosis_IsNothing() =>
        DecisionObject.Spec(Session with { Examination = null }).ShouldBeNull();

    [Fact]
    public void Spec_OfAnUnknownCause_SaysSoAndProposesNothing()
    {
        var spec = DecisionObject.Spec(Session)!["spec"]!;

        (spec["cause"]!.GetValue<string>(), spec["action"]!.GetValue<string>(), spec["confidence"]!.GetValue<double>())
            .ShouldBe(("unknown", "none", 0));
        spec["diagnosis"]!.GetValue<string>().ShouldBe("The cause is not known.");
    }

    [Fact]
    public void Spec_OfWordsWithASecret_HasItNot()
    {
        var text = DecisionObject.Spec(Session)!.ToJsonString();

        text.ShouldNotContain("hunter2");
        text.ShouldContain("web is down");
    }

    [Fact]
    public void Spec_OfEndlessWords_FitsTheDefinition() =>
        DecisionObject.Spec(
            Session with { Signal = Session.Signal! with { Text = new string('x', 10_000) } })!["spec"]!["observation"]!
            .GetValue<string>().Length.ShouldBe(4096);

    [Theory]
    [InlineData(StepStage.Completed, true)]
    [InlineData(StepStage.Written, true)]
    [InlineData(StepStage.Failed, false)]
    [InlineData(StepStage.Unclear, null)]
    public void Status_Executed_IsWhatIsKnownOfTheSteps(StepStage stage, bool? executed)
    {
        var run = new Execution("p1") { Steps = [new StepRun(0, Undo: false, stage, default)] };

        var status = DecisionObject.Status(Session with { Execution = run })["status"]!;

        ((bool?)status["executed"]).ShouldBe(executed);
    }

    [Fact]
    public void Status_NeverSaysThatItIsApproved()
    {
        var alice = new Principal("alice", PrincipalKind.Person, [Role.Approver], ["*"]);
        var session = Session with
        {
            Outcome = SessionOutcome.RolledBack,
            Execution = new Execution("p1") { Approvers = ImmutableArray.Create(alice) },
        };

        DecisionObject.Status(session)["status"]!.ToJsonString()
            .ShouldBe("""{"decidedBy":"person:alice","executed":false,"outcome":"rolled-back"}""");
    }
}
